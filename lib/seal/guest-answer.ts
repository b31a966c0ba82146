import type { GuestActor } from '../access/actor';
import { can, mailboxIdsWith } from '../access/policy';
import { parseAddress } from '../address/address';
import type { Tx } from '../db/transaction';
import { lockEnvelope } from '../envelope/lock-envelope';
import { lockReceived, refusalOf } from '../envelope/lock-received';
import type { ParsedSealRequest } from '../envelope/wire';
import { AppError } from '../errors';

/**
 * What alone a guest may write: an answer to a letter that she received and may open at this moment, to people whom that letter shows her.
 * Both letters are locked in the order of their ids (docs/architecture.md), so that withdrawing, expiry and a report come before or after.
 * @returns whose rules on titles the answer follows: those of the organisation that wrote to her
 * @throws AppError `not-found` for all else alike
 */
export async function assertGuestAnswers(
  tx: Tx,
  guest: GuestActor,
  { envelopeId, request }: { envelopeId: string; request: ParsedSealRequest },
  now: Date,
): Promise<{ titleInNotification: boolean }> {
  const { inReplyTo = null, forwards = [] } = request.facts ?? {};
  if (inReplyTo === null || forwards.length > 0) throw new AppError('not-found');
  for (const id of [envelopeId, inReplyTo].sort()) await lockEnvelope(tx, id);
  const own = await tx.recipient.findFirst({
    where: { envelopeId: inReplyTo, mailboxId: { in: mailboxIdsWith(guest, 'read') } },
    select: { reference: true },
  });
  if (own === null) throw new AppError('not-found');
  const received = await lockReceived(tx, own.reference);
  if (refusalOf(guest, received, now) !== null) throw new AppError('not-found');
  const shown = await tx.recipient.findMany({
    where: { envelopeId: inReplyTo, kind: { not: 'bcc' } },
    select: { address: true },
  });
  const people = [received.envelope.senderAddress, ...shown.map(({ address }) => address)];
  const to = request.recipients.map(({ address }) => parseAddress(address) ?? address);
  if (!can(guest, 'received.answer', { ...received, people, to })) throw new AppError('not-found');
  const { organisationId } = received.envelope;
  const organisation =
    organisationId === null
      ? null
      : await tx.organisation.findUnique({
          where: { id: organisationId },
          select: { titleInNotification: true },
        });
  return { titleInNotification: organisation?.titleInNotification ?? false };
}
