import type { Tx } from '../db/transaction';

/** By organisation, the number up to which its entries left by retention. */
export type Prunings = ReadonlyMap<string, number>;

/** What AuditPruned entries that stand in the log say; `log_prunings` alone proves nothing. */
export async function readPrunings(tx: Pick<Tx, '$queryRaw'>): Promise<Prunings> {
  const rows = await tx.$queryRaw<{ organisation: string; up_to: bigint }[]>`
    SELECT v.organisation_id::text AS organisation, max((e.detail->>'upToNumber')::bigint) AS up_to
    FROM log_prunings p
    JOIN audit_visibility v ON v.organisation_id = p.organisation_id AND v.entry_id = p.entry_id AND v.event = 'AuditPruned'
    JOIN audit_entries e ON e.id = p.entry_id AND e.event = 'AuditPruned'
    WHERE EXISTS (SELECT FROM log_leaves l WHERE l.entry_id = e.id) OR EXISTS (SELECT FROM audit_unsequenced q WHERE q.entry_id = e.id)
    GROUP BY v.organisation_id`;
  return new Map(rows.map((row) => [row.organisation, Number(row.up_to)]));
}
