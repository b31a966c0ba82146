import type { GuestActor } from '../access/actor';
import { visibleReceived } from '../access/policy';
import { AppError } from '../errors';
import type { Services } from '../services';

/**
 * The letter of a guest's link, by its envelope.
 * @throws AppError `not-found` for one that is not there and one that is not hers alike
 */
export async function letterAnswered(
  { db }: Pick<Services, 'db'>,
  guest: GuestActor,
  reference: string,
): Promise<string> {
  const own = await db.recipient.findFirst({
    where: { AND: [{ reference }, visibleReceived(guest)] },
    select: { envelopeId: true },
  });
  if (own === null) throw new AppError('not-found');
  return own.envelopeId;
}

/**
 * That this is an answer of hers to the letter of the link: said once, when its draft was made, and never changed.
 * @throws AppError `not-found`
 */
export async function assertAnswerTo(
  services: Pick<Services, 'db'>,
  guest: GuestActor,
  { reference, id }: { reference: string; id: string },
): Promise<void> {
  const inReplyTo = await letterAnswered(services, guest, reference);
  const own = { id, inReplyTo, authorKind: 'guest', authorId: guest.guestId };
  if ((await services.db.envelope.count({ where: own })) === 0) throw new AppError('not-found');
}
