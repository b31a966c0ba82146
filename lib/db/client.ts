import 'server-only';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client';

export type { PrismaClient } from './generated/client';

/** So that a line that has gone silent, without breaking, holds nobody for ever: no statement of ours takes this long. */
export const lineLimits = {
  connectionTimeoutMillis: 10_000,
  query_timeout: 30_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const;

/** Raw SQL is given moments without a zone, in UTC: no server or database may read them in a zone of its own. */
const inUtc = { options: '-c timezone=UTC' } as const;

/** As long as a statement may take and a connection may be waited for: Prisma's own 5 and 2 seconds are over too soon on a busy machine. */
const transactionOptions = { maxWait: lineLimits.connectionTimeoutMillis, timeout: lineLimits.query_timeout };

/** A Prisma client on its own small pool; one a process. */
export function createDatabaseClient(url: string, connectionsMax = 10): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString: url, max: connectionsMax, ...lineLimits, ...inUtc }),
    transactionOptions,
  });
}
