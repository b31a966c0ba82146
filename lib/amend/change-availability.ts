import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendAddendum } from '../addendum/append-addendum';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import type { AvailabilityAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import { touchItems } from '../mailbox/mailbox-items';
import { releaseDaysMax } from '../release-time';
import type { Services } from '../services';
import { assertContentThere } from './assert-content-there';
import { lockManagedEnvelope, mailboxesIn } from './lock-managed-envelope';

/** From now, as when it is sealed. */
const daysMax = 365;

/**
 * The sender changes until when a letter can be read, earlier or later, also when that time has passed and its content is still there.
 * One addendum, one entry; the same time again changes nothing.
 * @throws AppError `not-found`, `taken-back`, `content-destroyed`; `period-empty` for a time that is not in the future; `release-time`
 * for one at which the letter would not have left yet; `bad-request` for one more than a year ahead
 */
export async function changeAvailability(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'queue'>,
  input: { actor: UserActor; client: Client; envelopeId: string; until: Date },
): Promise<AvailabilityAnswer> {
  const { actor, client, envelopeId, until } = input;
  return services.db.$transaction(async (tx) => {
    const envelope = await lockManagedEnvelope(tx, actor, envelopeId, services.clock.now());
    await assertContentThere(tx, envelopeId);
    const ahead = until.getTime() - services.clock.now().getTime();
    if (ahead <= 0) throw new AppError('period-empty');
    if (ahead > daysMax * 86_400_000) throw new AppError('bad-request', { detail: { field: 'until' } });
    const isWaiting = envelope.recipients.some(({ deliveryState }) => deliveryState === 'waiting');
    if (isWaiting && until <= envelope.releaseAt)
      throw new AppError('release-time', { detail: { days: releaseDaysMax } });
    const answer = { availableUntil: until.toISOString() };
    if (envelope.accessUntil.getTime() === until.getTime()) return answer;
    const changes = [{ kind: 'available-until', until: until.toISOString() } as const];
    const { digest, number } = await appendAddendum(services, tx, { envelopeId, author: actor, changes });
    await tx.envelope.update({
      where: { id: envelopeId },
      data: { accessUntil: until },
      select: { id: true },
    });
    const seen = envelope.recipients.filter(({ releasedAt }) => releasedAt !== null);
    await touchItems(
      tx,
      envelopeId,
      seen.map(({ id }) => id),
      null,
    );
    await appendEntry(tx, {
      event: 'AvailabilityChanged',
      actor,
      client,
      organisationIds: organisationsOf(envelope, ...mailboxesIn(seen)),
      envelopeId,
      detail: {
        addendum: digest,
        number,
        before: envelope.accessUntil.toISOString(),
        until: until.toISOString(),
      },
    });
    return answer;
  });
}
