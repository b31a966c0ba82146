import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import { lockedTransaction } from '../db/transaction';
import type { WithdrawAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import type { Services } from '../services';
import { lockManagedEnvelope, mailboxesIn } from './lock-managed-envelope';
import { withdrawRecipients } from './withdraw-recipients';

/**
 * The sender takes access away from one recipient, or from all (`recipientId` null), before or after release and opening: from the
 * commit on nobody of them is given the key again. What was read or kept before does not come back; the answer says who had opened it.
 * One addendum, one entry. Who is withdrawn already stays so; repeating it changes nothing.
 * @throws AppError `not-found`, also for recipients of other envelopes; `taken-back`
 */
export async function withdrawAccess(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'queue'>,
  input: { actor: UserActor; client: Client; envelopeId: string; recipientId: string | null },
): Promise<WithdrawAnswer> {
  const { actor, client, envelopeId, recipientId } = input;
  return services.db.$transaction(async (tx) => {
    const envelope = await lockManagedEnvelope(tx, actor, envelopeId, services.clock.now());
    const meant = envelope.recipients.filter(({ id }) => recipientId === null || id === recipientId);
    if (meant.length === 0) throw new AppError('not-found');
    const withdrawn = meant.filter(({ withdrawnAt }) => withdrawnAt === null);
    let now: Date | null = null;
    if (withdrawn.length > 0) {
      const { digest, number, at } = await withdrawRecipients(services, tx, { actor, envelope, withdrawn });
      now = at;
      // of several, no entry says who or how many: each organisation sees only that it is concerned, so a bcc stays one
      const one = recipientId === null ? undefined : withdrawn[0];
      await appendEntry(tx, {
        event: 'AccessWithdrawn',
        actor,
        client,
        organisationIds: organisationsOf(envelope, ...mailboxesIn(withdrawn)),
        envelopeId,
        ...(one && { recipientId: one.id }),
        detail: {
          addendum: digest,
          number,
          ...(one ? { opened: one.openedAt !== null } : { everyone: true }),
        },
      });
    }
    return {
      recipients: meant.map(({ id, withdrawnAt, openedAt }) => ({
        id,
        withdrawnAt: (withdrawnAt ?? now ?? new Date(Number.NaN)).toISOString(),
        openedAt: openedAt?.toISOString() ?? null,
      })),
    };
  }, lockedTransaction);
}
