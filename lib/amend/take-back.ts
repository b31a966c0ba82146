import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import { lockedTransaction } from '../db/transaction';
import type { TakeBackAnswer } from '../envelope/wire';
import type { Services } from '../services';
import { lockManagedEnvelope, mailboxesIn } from './lock-managed-envelope';
import { withdrawRecipients } from './withdraw-recipients';

/**
 * "Cancel" behind "sent". Before the release it takes the letter back: all recipients are withdrawn in one addendum that says `taken-back`, no
 * notification goes out, nobody but the sender's organisation ever sees that it was. After the release it is a withdrawal from all,
 * and the answer says so, and how many had opened it. Release and this one take the envelope's lock: one of the two is first.
 * @throws AppError `not-found`; `taken-back` when it already was
 */
export async function takeBack(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'queue'>,
  { actor, client, envelopeId }: { actor: UserActor; client: Client; envelopeId: string },
): Promise<TakeBackAnswer> {
  return services.db.$transaction(async (tx) => {
    const envelope = await lockManagedEnvelope(tx, actor, envelopeId, services.clock.now());
    const { recipients } = envelope;
    const withdrawn = recipients.filter(({ withdrawnAt }) => withdrawnAt === null);
    const inTime = recipients.every(({ releasedAt }) => releasedAt === null);
    const opened = recipients.filter(({ openedAt }) => openedAt !== null).length;
    if (!inTime && withdrawn.length === 0) return { outcome: 'withdrawn', opened };
    const { digest, number, at } = await withdrawRecipients(
      services,
      tx,
      { actor, envelope, withdrawn },
      inTime ? [{ kind: 'taken-back' }] : [],
    );
    if (inTime)
      await tx.envelope.update({
        where: { id: envelopeId },
        data: { takenBackAt: at },
        select: { id: true },
      });
    await appendEntry(tx, {
      event: inTime ? 'TakenBack' : 'AccessWithdrawn',
      actor,
      client,
      organisationIds: organisationsOf(envelope, ...mailboxesIn(withdrawn)),
      envelopeId,
      detail: { addendum: digest, number, ...(inTime ? {} : { everyone: true }) },
    });
    return { outcome: inTime ? 'taken-back' : 'withdrawn', opened };
  }, lockedTransaction);
}
