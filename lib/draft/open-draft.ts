import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import { lockedTransaction } from '../db/transaction';
import { releaseContentKey } from '../envelope/release-content-key';
import type { OpenDraftAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import type { Services } from '../services';
import { lockDraft } from './lock-draft';

/**
 * Gives the author the draft back: its content key (only together with an audit entry), its encrypted text, and which of
 * its segments the vault really holds, so that only missing ones go again.
 * @throws AppError `not-found`, `conflict` once sealed, `storage-unavailable`
 */
export async function openDraft(
  services: Pick<Services, 'db' | 'keys' | 'objectStore'>,
  actor: UserActor,
  { envelopeId, client }: { envelopeId: string; client: Client },
): Promise<OpenDraftAnswer> {
  return services.db.$transaction(async (tx) => {
    const locked = await lockDraft(tx, actor, envelopeId);
    const draft = await tx.envelope.findUniqueOrThrow({
      where: { id: envelopeId },
      include: { parts: { include: { segments: { orderBy: { index: 'asc' } } }, orderBy: { id: 'asc' } } },
    });
    const stored = await services.objectStore.list(envelopeId);
    const contentKey = await releaseContentKey(services.keys, tx, envelopeId);
    if (contentKey === null) throw new AppError('not-found');
    await appendEntry(tx, {
      event: 'DraftOpened',
      actor,
      client,
      organisationIds: organisationsOf(locked),
      envelopeId,
    });
    return {
      envelopeId,
      mailboxId: draft.mailboxId,
      contentKey,
      revision: draft.draftRevision,
      ciphertext: draft.draftCiphertext && Buffer.from(draft.draftCiphertext).toString('base64'),
      parts: draft.parts.map(({ id, kind, segments }) => ({
        id,
        kind,
        segments: segments
          .filter(({ sha256, ciphertextBytes }) => stored.get(sha256) === ciphertextBytes)
          .map(({ index, sha256, ciphertextBytes }) => ({ index, sha256, ciphertextBytes })),
      })),
    };
  }, lockedTransaction);
}
