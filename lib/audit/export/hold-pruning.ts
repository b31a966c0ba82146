import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import type { Services } from '../../services';

/** A reader who stops taking is waited for so long; then retention goes on, and the export breaks off when it is taken up again. */
const leaseMinutes = 10;
/** However long an export takes, retention waits a day for it at most. */
const holdHours = 24;
const renewEveryMilliseconds = 60_000;

export type PruningHold = {
  /** The same chunks; the hold is renewed while they are taken and given back after the last, or when the reader goes away. */
  during(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array>;
  release(): Promise<void>;
};

/**
 * From its return on nothing of the organisation's audit trail is pruned: an export says first what it holds and reads it later, some
 * of it twice. A prune under way is waited for. It is a lease in the database, so that an export whose process was killed
 * holds nothing up for long.
 */
export async function holdPruning(
  { db }: Pick<Services, 'db'>,
  organisationId: string,
): Promise<PruningHold> {
  const id = uuidv7();
  await db.$transaction(async (tx) => {
    // The lock of prune_audit, shared: one that has not seen this row ends before it is there.
    await tx.$queryRaw`SELECT pg_advisory_xact_lock_shared(hashtext('pli prune audit'))::text`;
    await tx.$executeRaw`
      INSERT INTO audit_exports_under_way (id, organisation_id, leased_until)
      VALUES (${id}::uuid, ${organisationId}::uuid, clock_timestamp() + make_interval(mins => ${leaseMinutes}::int))`;
  });
  let renewedAt = performance.now();
  const renew = async () => {
    if (performance.now() - renewedAt < renewEveryMilliseconds) return;
    renewedAt = performance.now();
    await db.$executeRaw`
      UPDATE audit_exports_under_way SET leased_until =
        least(clock_timestamp() + make_interval(mins => ${leaseMinutes}::int), begun_at + make_interval(hours => ${holdHours}::int))
      WHERE id = ${id}::uuid`;
  };
  const release = async () => {
    await db.auditExportUnderWay.deleteMany({ where: { id } });
  };
  return {
    release,
    async *during(chunks) {
      try {
        for await (const chunk of chunks) {
          yield chunk;
          await renew();
        }
      } finally {
        // Where the database is away the lease runs out by itself.
        await release().catch(() => undefined);
      }
    },
  };
}
