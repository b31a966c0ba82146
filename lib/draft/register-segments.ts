import 'server-only';
import type { Author } from '../access/actor';
import { holdActor } from '../auth/lock-actor';
import { lockedTransaction } from '../db/transaction';
import type { RegisterSegmentsRequest } from '../envelope/wire';
import { AppError } from '../errors';
import { registerInDraft } from '../parts/register-in-draft';
import type { ObjectHome, SignedRequest } from '../ports/object-store';
import { planSweep } from '../retention/sweep-vault';
import type { Services } from '../services';
import { signedFor } from '../vault/signed-for';
import { lockAnswered } from './answered-letter';
import { lockDraft } from './lock-draft';

/**
 * Registers segments of a draft, all or none, and gives the requests that store exactly their bytes, in the same order. The
 * limit is judged here, before a byte travels. Registering an index again replaces it; a new body or manifest takes the
 * place of the former one.
 * @throws AppError `not-found`, `conflict` (sealed; or a part's id is taken), `bad-request` for a size no segment has or an
 * index that is named twice, `attachments-too-large`, `quota-reached`; `withdrawn`, `expired`, `blocked` of the letter that a guest answers
 */
export async function registerSegments(
  services: Pick<Services, 'db' | 'clock' | 'config' | 'objectStore' | 'queue'>,
  asking: Author,
  { envelopeId, segments }: RegisterSegmentsRequest & { envelopeId: string },
): Promise<SignedRequest[]> {
  const format = await services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    if (actor.kind === 'guest') {
      const answer = await tx.envelope.findUnique({ where: { id: envelopeId }, select: { inReplyTo: true } });
      if (!answer?.inReplyTo) throw new AppError('not-found');
      await lockAnswered(tx, actor, { envelopeId, inReplyTo: answer.inReplyTo }, services.clock.now());
    }
    const draft = await lockDraft(tx, actor, envelopeId);
    const { replaced } = await registerInDraft(services, tx, draft, segments, { signed: true });
    if (replaced) await planSweep(services, tx, envelopeId, { now: false });
    return draft.format;
  }, lockedTransaction);
  const asWriter = signedFor(asking, 'draft', envelopeId);
  return Promise.all(
    segments.map(({ partId, sha256, ciphertextBytes }) => {
      const home: ObjectHome = format === 1 ? { envelopeId } : { partId };
      return services.objectStore.signPut({ ...home, sha256 }, ciphertextBytes, asWriter);
    }),
  );
}
