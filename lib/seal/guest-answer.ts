import type { GuestActor } from '../access/actor';
import { can } from '../access/policy';
import { parseAddress } from '../address/address';
import type { Config } from '../config';
import type { Tx } from '../db/transaction';
import { assertAnswersLeft, countedOnBy, lockAnswered } from '../draft/answered-letter';
import type { ParsedSealRequest } from '../envelope/wire';
import { AppError } from '../errors';

/** What follows for a guest's answer from the letter it answers. */
export type GuestAnswer = {
  /** Whose rules on titles it follows: those of the organisation that wrote to her. */
  titleInNotification: boolean;
  /** The letter, and the organisation on whose room the answer is counted. */
  envelopeId: string;
  countedOn: string | null;
};

/**
 * What alone a guest may write: an answer to a letter that she received and may open at this moment, to people whom that letter shows her,
 * so many a day. Both letters are locked.
 * @throws AppError `withdrawn`, `expired`, `blocked` of her own letter, `too-many-answers`; `not-found` for all else alike
 */
export async function assertGuestAnswers(
  services: { config: Pick<Config, 'limits'> },
  tx: Tx,
  guest: GuestActor,
  { envelopeId, request }: { envelopeId: string; request: ParsedSealRequest },
  now: Date,
): Promise<GuestAnswer> {
  const { inReplyTo = null, forwards = [] } = request.facts ?? {};
  if (inReplyTo === null || forwards.length > 0) throw new AppError('not-found');
  const received = await lockAnswered(tx, guest, { envelopeId, inReplyTo }, now);
  const shown = await tx.recipient.findMany({
    where: { envelopeId: inReplyTo, kind: { not: 'bcc' } },
    select: { address: true },
  });
  const people = [received.envelope.senderAddress, ...shown.map(({ address }) => address)];
  const to = request.recipients.map(({ address }) => parseAddress(address) ?? address);
  if (!can(guest, 'received.answer', { ...received, people, to })) throw new AppError('not-found');
  await assertAnswersLeft(services, tx, guest, now);
  const { organisationId } = received.envelope;
  const organisation =
    organisationId === null
      ? null
      : await tx.organisation.findUnique({
          where: { id: organisationId },
          select: { titleInNotification: true },
        });
  return {
    titleInNotification: organisation?.titleInNotification ?? false,
    envelopeId: inReplyTo,
    countedOn: countedOnBy(received),
  };
}
