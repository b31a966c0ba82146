import type { GuestActor } from '../access/actor';
import { mailboxIdsWith } from '../access/policy';
import type { Config } from '../config';
import type { Tx } from '../db/transaction';
import { lockEnvelope } from '../envelope/lock-envelope';
import { lockReceived, type Received, refusalOf } from '../envelope/lock-received';
import { AppError } from '../errors';

const dayMilliseconds = 86_400_000;

/**
 * The letter that a guest answers, when she received it and may open it at this moment, its row and that of her answer locked in the order
 * of their ids (docs/architecture.md), so that withdrawing, expiry and a report come before or after.
 * @throws AppError `not-found` for one that is not there and one that is not hers alike; `withdrawn`, `expired`, `blocked`
 */
export async function lockAnswered(
  tx: Tx,
  guest: GuestActor,
  { envelopeId, inReplyTo }: { envelopeId: string; inReplyTo: string },
  now: Date,
): Promise<Received> {
  for (const id of [...new Set([envelopeId, inReplyTo])].sort()) await lockEnvelope(tx, id);
  const own = await tx.recipient.findFirst({
    where: { envelopeId: inReplyTo, mailboxId: { in: mailboxIdsWith(guest, 'read') } },
    select: { reference: true },
  });
  if (own === null) throw new AppError('not-found');
  const received = await lockReceived(tx, own.reference);
  const refusal = refusalOf(guest, received, now);
  if (refusal !== null) throw new AppError(refusal);
  return received;
}

/** On whose room an answer to this letter is counted: of the organisation that wrote it, or for which it was written. */
export function countedOnBy({ envelope }: Pick<Received, 'envelope'>): string | null {
  return envelope.organisationId ?? envelope.countedOn;
}

/** How many letters a guest may still answer in the 24 hours that end now. */
export async function answersLeft(
  { config }: { config: Pick<Config, 'limits'> },
  tx: Pick<Tx, 'envelope'>,
  guest: GuestActor,
  now: Date,
): Promise<number> {
  const sent = await tx.envelope.count({
    where: {
      mailboxId: { in: mailboxIdsWith(guest, 'send') },
      state: 'sealed',
      sealedAt: { gt: new Date(now.getTime() - dayMilliseconds) },
      authorKind: 'guest',
      authorId: guest.guestId,
    },
  });
  return Math.max(0, config.limits.guestAnswer.lettersADayMax - sent);
}

/** @throws AppError `too-many-answers` with `max` */
export async function assertAnswersLeft(
  services: { config: Pick<Config, 'limits'> },
  tx: Pick<Tx, 'envelope'>,
  guest: GuestActor,
  now: Date,
): Promise<void> {
  if ((await answersLeft(services, tx, guest, now)) > 0) return;
  throw new AppError('too-many-answers', {
    detail: { max: services.config.limits.guestAnswer.lettersADayMax },
  });
}
