import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import { holdActor } from '../auth/lock-actor';
import { lockedTransaction } from '../db/transaction';
import { releaseContentKey } from '../envelope/release-content-key';
import type { OpenDraftAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import { registeredParts } from '../parts/registered-parts';
import { storedSizes } from '../parts/stored-sizes';
import type { Services } from '../services';
import { lockDraft } from './lock-draft';

/**
 * Gives the author the draft back: its content key (only together with an audit entry), its encrypted text, and which of
 * its segments the vault really holds, so that only missing ones go again.
 * @throws AppError `not-found`, `conflict` once sealed, `storage-unavailable`
 */
export async function openDraft(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'objectStore'>,
  asking: UserActor,
  { envelopeId, client }: { envelopeId: string; client: Client },
): Promise<OpenDraftAnswer> {
  return services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    const locked = await lockDraft(tx, actor, envelopeId);
    const draft = await tx.envelope.findUniqueOrThrow({
      where: { id: envelopeId },
    });
    const parts = await registeredParts(tx, envelopeId);
    const stored = await storedSizes(services.objectStore, parts);
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
      format: draft.format === 1 ? 1 : 2,
      revision: draft.draftRevision,
      ciphertext: draft.draftCiphertext && Buffer.from(draft.draftCiphertext).toString('base64'),
      parts: parts.map(({ id, kind, segments }) => ({
        id,
        kind,
        segments: segments.filter(
          ({ sha256, ciphertextBytes }) => stored.get(id)?.get(sha256) === ciphertextBytes,
        ),
      })),
    };
  }, lockedTransaction);
}
