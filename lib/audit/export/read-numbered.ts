import 'server-only';
import type { Tx } from '../../db/transaction';
import { type AuditRow, auditColumns, toItem } from '../explore/to-item';
import type { AuditItem } from '../explore/wire';

/** `id` is null where the entry was pruned. */
type Row = { number: bigint; leaf_index: bigint } & (AuditRow | { id: null });

/** An entry with the organisation's number of it and its index in the log (docs/audit-log.md, sections 1 and 2). */
export type NumberedEntry = AuditItem & { number: number; index: number };

/**
 * The next entries of one organisation behind a number, in the order of the log: only what has been integrated, and of that
 * only what the organisation may still see. `lastNumber` is the last number looked at, also where its entry has been
 * pruned; null: there is nothing behind `after`.
 */
export async function readNumbered(
  db: Pick<Tx, '$queryRaw'>,
  organisationId: string,
  range: { after: number; last?: number; limit: number },
): Promise<{ entries: NumberedEntry[]; lastNumber: number | null }> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT n.number, n.leaf_index, ${auditColumns}
    FROM (SELECT number, leaf_index FROM log_numbers
      WHERE organisation_id = ${organisationId}::uuid AND number > ${range.after} AND number <= ${range.last ?? Number.MAX_SAFE_INTEGER}
      ORDER BY number LIMIT ${range.limit}) AS n
    JOIN log_leaves l ON l.index = n.leaf_index
    LEFT JOIN audit_visibility v ON v.organisation_id = ${organisationId}::uuid AND v.entry_id = l.entry_id
    LEFT JOIN audit_entries e ON e.id = v.entry_id
    ORDER BY n.number`;
  const last = rows.at(-1);
  return {
    entries: rows.flatMap((row) => (row.id === null ? [] : [toNumbered(row, organisationId)])),
    lastNumber: last ? Number(last.number) : null,
  };
}

function toNumbered(row: Extract<Row, AuditRow>, organisationId: string): NumberedEntry {
  return { ...toItem(row, organisationId), number: Number(row.number), index: Number(row.leaf_index) };
}

/** The organisation's highest number in the log; 0 where it has none. */
export async function lastNumberOf(db: Pick<Tx, '$queryRaw'>, organisationId: string): Promise<number> {
  const [row] = await db.$queryRaw<{ number: bigint }[]>`
    SELECT number FROM log_numbers WHERE organisation_id = ${organisationId}::uuid ORDER BY number DESC LIMIT 1`;
  return Number(row?.number ?? 0);
}
