import type { Actor } from '../access/actor';
import { mailboxIdsWith } from '../access/policy';
import type { Tx } from '../db/transaction';
import { documentDigest } from '../envelope-format/envelope-state';
import { AppError } from '../errors';

/** Digests of the seals that a letter answers and forwards. */
export type QuotedSeals = { inReplyTo: string | null; forwards: string[] };

/**
 * The digests of what a letter says it answers or forwards: letters that lie, or lay, in a mailbox the actor may read, sent or received.
 * An answer that was begun before its letter was removed from there still answers it: a digest opens nothing.
 * @throws AppError `not-found`, for one that is not there and one that he may not see alike
 */
export async function quotedSeals(
  tx: Tx,
  actor: Actor,
  { inReplyTo, forwards }: { inReplyTo: string | null; forwards: readonly string[] },
): Promise<QuotedSeals> {
  const ids = [...new Set([...(inReplyTo === null ? [] : [inReplyTo]), ...forwards])];
  if (ids.length === 0) return { inReplyTo: null, forwards: [] };
  const rows = await tx.$queryRaw<{ id: string; seal: Uint8Array }[]>`
    SELECT e.id, e.seal FROM envelopes e
    WHERE e.id = ANY (${ids}::uuid[]) AND e.state = 'sealed' AND EXISTS (
      SELECT FROM mailbox_items i WHERE i.envelope_id = e.id AND i.mailbox_id = ANY (${mailboxIdsWith(actor, 'read')}::uuid[]))`;
  const digests = new Map<string, string>();
  for (const { id, seal } of rows) digests.set(id, await documentDigest(seal));
  const digestOf = (id: string) => {
    const digest = digests.get(id);
    if (digest === undefined) throw new AppError('not-found');
    return digest;
  };
  return { inReplyTo: inReplyTo === null ? null : digestOf(inReplyTo), forwards: forwards.map(digestOf) };
}
