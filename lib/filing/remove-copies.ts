import 'server-only';
import type { Actor, Client } from '../access/actor';
import { appendEntries } from '../audit/trail/append-entry';
import type { Tx } from '../db/transaction';
import type { Services } from '../services';
import type { LockedCopy } from './lock-copies';
import { noteRemoval } from './note-removal';
import type { ChangedCopy } from './wire';

/**
 * Removes locked copies for ever from their mailboxes, and from nowhere else: seal, recipients and evidence stay. With it goes an entry for each,
 * which only the mailbox's own organisation may read, and a look at whether the letter's content has a reason left.
 */
export async function removeCopies(
  { queue }: Pick<Services, 'queue'>,
  tx: Tx,
  copies: readonly LockedCopy[],
  { now, ...by }: { actor: Actor | { kind: 'system' }; client: Client | null; now: Date },
): Promise<ChangedCopy[]> {
  if (copies.length === 0) return [];
  const removed = await noteRemoval(tx, copies, now);
  const letters = await tx.$queryRaw<{ id: string }[]>`
    UPDATE envelope_keys SET judge_at = LEAST(judge_at, ${now}) WHERE envelope_id = ANY (${copies.map(({ envelopeId }) => envelopeId)}::uuid[])
      AND holder = 'vault' AND packet IS NOT NULL RETURNING envelope_id AS id`;
  const jobs = letters.map(({ id }) => ({ payload: { envelopeId: id }, key: id }));
  if (jobs.length > 0) await queue.enqueueAll(tx, 'destroy-content', jobs);
  await appendEntries(tx, entriesOf(copies, { ...by, event: 'CopyRemoved' }));
  return removed;
}

/** One entry a copy, by letter, for the mailbox's organisation alone; a guest's mailbox has no trail. */
export function entriesOf(
  copies: readonly LockedCopy[],
  entry: { event: 'CopyRemoved' | 'CopyRestored'; actor: Actor | { kind: 'system' }; client: Client | null },
) {
  const inOrder = [...copies].sort((a, b) => a.envelopeId.localeCompare(b.envelopeId));
  return inOrder.flatMap(({ envelopeId, recipientId, organisationId }) =>
    organisationId === null
      ? []
      : {
          ...entry,
          organisationIds: [organisationId],
          envelopeId,
          ...(recipientId !== null && { recipientId }),
          detail: { copy: recipientId === null ? 'sent' : 'received' },
        },
  );
}
