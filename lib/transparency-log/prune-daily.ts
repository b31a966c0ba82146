import 'server-only';
import type { Services } from '../services';

const entriesAtOnce = 5_000;

/**
 * Prunes, for every organisation with a retention that was not pruned for a day, the entries that are past it. What may go the
 * database function decides itself; each step appends AuditPruned in its own transaction. Called often.
 */
export async function pruneDaily({ db, log }: Pick<Services, 'db' | 'log'>): Promise<void> {
  const due = await db.$queryRaw<{ id: string }[]>`
    SELECT o.id::text AS id FROM organisations o WHERE o.audit_retention_days IS NOT NULL AND NOT EXISTS (
      SELECT FROM audit_visibility v
      WHERE v.organisation_id = o.id AND v.event = 'AuditPruned' AND v.occurred_at > now() - interval '1 day')`;
  for (const { id } of due) {
    try {
      await pruneOrganisation({ db }, id);
    } catch (error) {
      // One organisation whose log needs a look keeps no other from its retention.
      log.error({ err: error, organisationId: id }, 'log: not pruned');
    }
  }
}

/** Prunes one organisation to its end. Returns how many entries it lost sight of. */
export async function pruneOrganisation(
  { db }: Pick<Services, 'db'>,
  organisationId: string,
): Promise<number> {
  for (let total = 0; ; ) {
    const [row] = await db.$queryRaw<{ pruned: number }[]>`
      SELECT prune_audit(${organisationId}::uuid, ${entriesAtOnce}::int) AS pruned`;
    total += row?.pruned ?? 0;
    if ((row?.pruned ?? 0) < entriesAtOnce) return total;
  }
}
