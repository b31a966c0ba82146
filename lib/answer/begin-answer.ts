import 'server-only';
import type { GuestActor } from '../access/actor';
import { holdActor } from '../auth/lock-actor';
import { lockedTransaction } from '../db/transaction';
import { assertAnswersLeft, countedOnBy, lockAnswered } from '../draft/answered-letter';
import { checkedPacket, makeDraft } from '../draft/create-draft';
import { assertDraft } from '../envelope/envelope';
import type { CreateDraftRequest } from '../envelope/wire';
import { AppError } from '../errors';
import type { Services } from '../services';
import { letterAnswered } from './letter-answered';

/**
 * Makes a guest's draft, which answers the letter of her link and no other, and is counted on the room of the organisation that wrote it.
 * Repeating it is harmless.
 * @throws AppError `not-found`; `withdrawn`, `expired`, `blocked`, `too-many-answers`; `bad-request` for a packet that gives no key, or of
 * version 1; `conflict`
 */
export async function beginAnswer(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'config'>,
  asking: GuestActor,
  { reference, id: envelopeId, ...request }: CreateDraftRequest & { reference: string; id: string },
): Promise<void> {
  if (request.format !== 2) throw new AppError('bad-request', { detail: { field: 'format' } });
  const packet = await checkedPacket(services, request);
  const inReplyTo = await letterAnswered(services, asking, reference);
  await services.db.$transaction(async (tx) => {
    const now = services.clock.now();
    const guest = await holdActor(tx, asking, now);
    const received = await lockAnswered(tx, guest, { envelopeId, inReplyTo }, now);
    await assertAnswersLeft(services, tx, guest, now);
    const answers = { envelopeId: inReplyTo, countedOn: countedOnBy(received) };
    const { state } = await makeDraft(services, tx, guest, { envelopeId, ...packet, ...request, answers });
    assertDraft(state);
  }, lockedTransaction);
}
