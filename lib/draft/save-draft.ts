import 'server-only';
import type { UserActor } from '../access/actor';
import { lockedTransaction } from '../db/transaction';
import type { SaveDraftAnswer, SaveDraftRequest } from '../envelope/wire';
import { AppError } from '../errors';
import { usableMailbox } from '../mailbox/usable-mailbox';
import type { Services } from '../services';
import { lockDraft } from './lock-draft';

/**
 * Autosave: replaces the encrypted text when `revision` is the stored one, so that two windows never overwrite each other
 * unseen.
 * @throws AppError `draft-stale` with the stored revision, `not-found`, `conflict` once sealed
 */
export async function saveDraft(
  services: Pick<Services, 'db' | 'clock'>,
  actor: UserActor,
  { envelopeId, revision, mailboxId, ciphertext }: SaveDraftRequest & { envelopeId: string },
): Promise<SaveDraftAnswer> {
  return services.db.$transaction(async (tx) => {
    const draft = await lockDraft(tx, actor, envelopeId);
    if (draft.draftRevision !== revision) {
      throw new AppError('draft-stale', { detail: { revision: draft.draftRevision } });
    }
    const { organisationId } = await usableMailbox(tx, actor, mailboxId);
    const savedAt = services.clock.now();
    const data = { mailboxId, organisationId, draftRevision: revision + 1, updatedAt: savedAt };
    await tx.envelope.update({
      where: { id: envelopeId },
      data: { ...data, draftCiphertext: Buffer.from(ciphertext, 'base64') },
      select: { id: true },
    });
    return { revision: revision + 1, savedAt: savedAt.toISOString() };
  }, lockedTransaction);
}
