import type { OrganisationNumber } from '../audit-format/commitments';
import { buildLeaf } from '../audit-format/leaf';
import type { Tx } from '../db/transaction';
import type { Faults } from './fault';
import { type LeafRow, leafColumns, leafSourceOf } from './leaf-source';
import { hashLeaf } from './merkle';
import { nodeHashing } from './node-hashing';
import type { Prunings } from './prunings';

/** A leaf with what is stored around it; the entry's columns are null where the row is gone. */
export type WindowRow = (LeafRow | { [K in keyof LeafRow]: null }) & {
  index: bigint;
  entry_id: bigint;
  leaf_hash: Uint8Array;
  organisations: string[];
  numbers: bigint[];
  /** Organisations that may read it, sorted. */
  readers: string[];
  /** Whether every reader finds it by its own facts. */
  findable: boolean;
};

/** The rows of `count` leaves from `begin` on. */
export function readWindow(tx: Tx, begin: number, count: number): Promise<WindowRow[]> {
  return tx.$queryRaw<WindowRow[]>`
    SELECT ${leafColumns}, l.index, l.entry_id, l.leaf_hash, n.organisations, n.numbers, v.readers, v.findable
    FROM log_leaves l LEFT JOIN audit_entries e ON e.id = l.entry_id
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(organisation_id::text ORDER BY organisation_id), '{}') AS organisations,
        coalesce(array_agg(number ORDER BY organisation_id), '{}') AS numbers
      FROM log_numbers WHERE leaf_index = l.index) AS n
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(organisation_id::text ORDER BY organisation_id), '{}') AS readers,
        coalesce(bool_and((o.occurred_at, o.event, o.actor_address, o.recipient_address, o.envelope_id)
          IS NOT DISTINCT FROM (e.occurred_at, e.event, e.actor_address, e.recipient_address, e.envelope_id)), true) AS findable
      FROM audit_visibility o WHERE o.entry_id = l.entry_id) AS v
    WHERE l.index >= ${begin}::bigint AND l.index < ${begin + count}::bigint ORDER BY l.index`;
}

/**
 * Holds the row behind one leaf against its numbers and its readers. Returns the hash of the leaf made again from the row,
 * or null where that cannot be: the row is gone, or its numbers are wrong, which is noted already.
 */
export function verifyEntry(
  row: WindowRow,
  index: number,
  counters: Map<string, number>,
  prunings: Prunings,
  faults: Faults,
): Uint8Array | null {
  const entryId = String(row.entry_id);
  const numbers = row.organisations.map((organisation, i) => ({
    organisation,
    number: Number(row.numbers[i]),
  }));
  const counted = countOn(numbers, counters);
  if (!counted) faults.add({ kind: 'number-edited', index, entryId });
  const expected = numbers.filter((one) => one.number > (prunings.get(one.organisation) ?? 0));
  if (row.id === null) {
    if (expected.length > 0 || numbers.length === 0) faults.add({ kind: 'entry-deleted', index, entryId });
    return null;
  }
  const readers = expected.map((one) => one.organisation);
  if (
    !row.findable ||
    readers.length !== row.readers.length ||
    readers.some((id, i) => id !== row.readers[i])
  )
    faults.add({ kind: 'visibility-edited', index, entryId });
  return counted ? hashLeaf(buildLeaf(nodeHashing, leafSourceOf(row), numbers).text) : null;
}

/** Whether each number is the next one of its organisation; counts on from it in any case. */
function countOn(numbers: readonly OrganisationNumber[], counters: Map<string, number>): boolean {
  let holds = true;
  for (const { organisation, number } of numbers) {
    if (number !== (counters.get(organisation) ?? 0) + 1) holds = false;
    counters.set(organisation, number);
  }
  return holds;
}
