import 'server-only';
import { clientOwner } from '../audit/trail/client-owner';
import type { OrganisationNumber } from '../audit-format/commitments';
import type { LeafSource } from '../audit-format/leaf';
import { Prisma } from '../db/sql';
import { type LeafRow, leafColumns, leafSourceOf } from './leaf-source';
import type { LogReader } from './read-nodes';

/** An entry with its place in the log, and all that its leaf is made of. */
export type LoggedEntry = {
  index: number;
  source: LeafSource;
  numbers: OrganisationNumber[];
  /** Who alone is shown where the visit came from (lib/audit/trail/client-owner.ts); null: every reader. */
  clientOwner: string | null;
};

/**
 * Entries by index in the log, or by id, sorted by index; at most a thousand at a time. What is pruned, or waits for the
 * sequencer still, is absent.
 */
export async function readLoggedEntries(
  db: LogReader,
  which: { indexes: readonly number[] } | { entryIds: readonly bigint[] },
): Promise<LoggedEntry[]> {
  const chosen =
    'indexes' in which
      ? Prisma.sql`l.index = ANY (${which.indexes}::bigint[])`
      : Prisma.sql`l.entry_id = ANY (${which.entryIds}::bigint[])`;
  const rows = await db.$queryRaw<
    (LeafRow & { index: bigint; organisations: string[]; numbers: bigint[]; client_owner: string | null })[]
  >`
    SELECT ${leafColumns}, l.index, n.organisations, n.numbers, ${clientOwner} AS client_owner
    FROM log_leaves l JOIN audit_entries e ON e.id = l.entry_id
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(organisation_id::text), '{}') AS organisations, coalesce(array_agg(number), '{}') AS numbers
      FROM log_numbers WHERE leaf_index = l.index) AS n
    WHERE ${chosen} ORDER BY l.index`;
  return rows.map((row) => ({
    index: Number(row.index),
    source: leafSourceOf(row),
    numbers: row.organisations.map((organisation, i) => ({ organisation, number: Number(row.numbers[i]) })),
    clientOwner: row.client_owner,
  }));
}
