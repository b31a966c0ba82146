import 'server-only';
import type { Actor } from '../access/actor';
import { visibleReceived, visibleSentEnvelopes } from '../access/policy';
import type { Services } from '../services';

/** The letter of a mailbox of the reader's that a letter which she received answers; null where it answers none of those. */
export async function letterAnsweredBy(
  { db }: Pick<Services, 'db'>,
  actor: Actor,
  reference: string,
): Promise<{ envelopeId: string; sealedAt: string } | null> {
  const received = await db.recipient.findFirst({
    where: { AND: [{ reference, releasedAt: { not: null } }, visibleReceived(actor)] },
    select: { envelope: { select: { inReplyTo: true } } },
  });
  const id = received?.envelope.inReplyTo;
  if (!id) return null;
  const sent = await db.envelope.findFirst({
    where: { AND: [{ id }, visibleSentEnvelopes(actor)] },
    select: { sealedAt: true },
  });
  return sent?.sealedAt ? { envelopeId: id, sealedAt: sent.sealedAt.toISOString() } : null;
}
