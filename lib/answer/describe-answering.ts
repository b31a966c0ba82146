import 'server-only';
import type { GuestActor } from '../access/actor';
import { mailboxIdsWith } from '../access/policy';
import { lockedTransaction } from '../db/transaction';
import { answersLeft, countedOnBy } from '../draft/answered-letter';
import { lockReceived, refusalOf } from '../envelope/lock-received';
import { currentVaultKey } from '../envelope/vault-key';
import { AppError } from '../errors';
import { attachmentBytesMaxOf } from '../quota/limits';
import { answerRoom } from '../quota/read-quotas';
import type { Services } from '../services';
import type { Answering } from './wire';

const answersShown = 100;

/**
 * What a guest must know before she answers a letter: from where she writes, how much fits, how often she still may; and what she has
 * answered to it.
 * @throws AppError `not-found`; `withdrawn`, `expired`, `blocked` where it cannot be answered any more
 */
export async function describeAnswering(
  services: Pick<Services, 'db' | 'clock' | 'config' | 'keys'>,
  guest: GuestActor,
  reference: string,
): Promise<Answering> {
  const { config, clock } = services;
  const [mailboxId] = mailboxIdsWith(guest, 'send');
  if (mailboxId === undefined) throw new AppError('not-found');
  const { publicKey: vaultKey } = await currentVaultKey(services);
  return services.db.$transaction(async (tx) => {
    const now = clock.now();
    const received = await lockReceived(tx, reference);
    const refusal = refusalOf(guest, received, now);
    if (refusal !== null) throw new AppError(refusal);
    const { envelope } = received;
    const organisationId = countedOnBy(received);
    const organisation = await tx.organisation.findFirst({
      where: { id: { in: organisationId === null ? [] : [organisationId] } },
      select: { titleInNotification: true },
    });
    const answers = await tx.envelope.findMany({
      where: {
        inReplyTo: envelope.id,
        mailboxId,
        state: 'sealed',
        authorKind: 'guest',
        authorId: guest.guestId,
      },
      orderBy: { sealedAt: 'desc' },
      take: answersShown,
      select: { id: true, sealedAt: true, attachmentCount: true },
    });
    return {
      envelopeId: envelope.id,
      mailboxId,
      address: guest.address,
      vaultKey,
      titleShown: envelope.organisationId !== null && organisation?.titleInNotification === true,
      attachmentBytesMax: attachmentBytesMaxOf(config, 'guest'),
      roomBytes: await answerRoom({ config }, tx, { guestId: guest.guestId, organisationId }),
      answersLeft: await answersLeft(services, tx, guest, now),
      answersMax: config.limits.guestAnswer.lettersADayMax,
      answers: answers.flatMap(({ sealedAt, ...one }) =>
        sealedAt === null ? [] : [{ ...one, sealedAt: sealedAt.toISOString() }],
      ),
    };
  }, lockedTransaction);
}
