import 'server-only';
import pg from 'pg';
import { lineLimits } from './client';

/**
 * Does something that takes minutes (a mail server may think so long) while nobody else does it, without an open
 * transaction: an advisory lock on a connection of its own, which Postgres gives back the moment the connection or its
 * process dies.
 * @returns what `work` gives, or null when another process holds the lock
 */
export async function whileLocked<T>(
  databaseUrl: string,
  name: string,
  work: () => Promise<T>,
): Promise<{ result: T } | null> {
  const line = new pg.Client({ connectionString: databaseUrl, application_name: 'pli-lock', ...lineLimits });
  // A lost line loses the lock; what the work writes is guarded by what it finds.
  line.on('error', () => undefined);
  try {
    await line.connect();
    const { rows } = await line.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
      [name],
    );
    return rows[0]?.taken === true ? { result: await work() } : null;
  } finally {
    await line.end().catch(() => undefined);
  }
}
