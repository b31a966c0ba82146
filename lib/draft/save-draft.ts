import 'server-only';
import type { UserActor } from '../access/actor';
import { holdActor } from '../auth/lock-actor';
import { lockedTransaction } from '../db/transaction';
import { newDraftParams, type ParsedSaveDraftRequest, type SaveDraftAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import { usableMailbox } from '../mailbox/usable-mailbox';
import { carriedParts, putCarried } from '../parts/carried-bytes';
import { registerInDraft } from '../parts/register-in-draft';
import { assertRoom } from '../quota/assert-room';
import { planSweep } from '../retention/sweep-vault';
import type { Services } from '../services';
import { checkedPacket, createDraft, makeDraft } from './create-draft';
import { lockDraft } from './lock-draft';

type Saved = ParsedSaveDraftRequest & { envelopeId: string };

/**
 * Autosave: replaces the encrypted text when `revision` is the stored one, so that two windows never overwrite each other
 * unseen. What comes with it is there before the text that speaks of it: the draft itself, and small files.
 * @throws AppError `draft-stale` with the stored revision, `not-found`, `conflict` once sealed; `quota-reached`, also by the limit of the
 * organisation whose mailbox it moves to; `bad-request`, `attachments-too-large`, `storage-unavailable`, `storage-full` for what it carries
 */
export async function saveDraft(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'config' | 'objectStore' | 'queue'>,
  asking: UserActor,
  { draft, carried, ...text }: Saved,
): Promise<SaveDraftAnswer> {
  const { envelopeId } = text;
  if (draft !== undefined && !newDraftParams.safeParse({ id: envelopeId }).success)
    throw new AppError('bad-request', { detail: { field: 'draft' } });
  if (carried === undefined) return saveText(services, asking, text, draft);
  if (draft) await createDraft(services, asking, { envelopeId, ...draft });
  await storeFiles(services, asking, text, carried);
  return saveText(services, asking, text);
}

async function saveText(
  services: Pick<Services, 'db' | 'clock' | 'keys' | 'config'>,
  asking: UserActor,
  { envelopeId, revision, mailboxId, ciphertext }: Omit<Saved, 'draft' | 'carried'>,
  draft?: ParsedSaveDraftRequest['draft'],
): Promise<SaveDraftAnswer> {
  const packet = draft && (await checkedPacket(services, draft));
  return services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    if (draft && packet) await makeDraft(services, tx, actor, { envelopeId, ...packet, ...draft });
    assertFresh(await lockDraft(tx, actor, envelopeId), revision);
    const { organisationId } = await usableMailbox(tx, actor, mailboxId);
    const savedAt = services.clock.now();
    const data = { mailboxId, organisationId, draftRevision: revision + 1, updatedAt: savedAt };
    await tx.envelope.update({
      where: { id: envelopeId },
      data: { ...data, draftCiphertext: Buffer.from(ciphertext, 'base64') },
      select: { id: true },
    });
    // a longer text, or another organisation's mailbox, which takes all the draft's files with it
    await assertRoom(services, tx, envelopeId);
    return { revision: revision + 1, savedAt: savedAt.toISOString() };
  }, lockedTransaction);
}

/** @throws AppError `draft-stale` with the stored revision */
function assertFresh({ draftRevision }: { draftRevision: number }, revision: number): void {
  if (draftRevision !== revision) throw new AppError('draft-stale', { detail: { revision: draftRevision } });
}

/** Rows first, so that nothing that was ever stored is without one that names it; then the bytes, with nothing locked. */
async function storeFiles(
  services: Pick<Services, 'db' | 'clock' | 'config' | 'objectStore' | 'queue'>,
  asking: UserActor,
  { envelopeId, revision }: Pick<Saved, 'envelopeId' | 'revision'>,
  carried: NonNullable<Saved['carried']>,
): Promise<void> {
  const files = [...carriedParts(carried)];
  await services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    const draft = await lockDraft(tx, actor, envelopeId);
    // a text that is refused leaves no file behind that the stored one does not name
    assertFresh(draft, revision);
    if (draft.format === 1) throw new AppError('bad-request', { detail: { field: 'carried' } });
    const segments = files.map(([partId, { digest }]) => ({
      partId,
      kind: 'attachment' as const,
      index: 0,
      ...digest,
    }));
    const { replaced } = await registerInDraft(services, tx, draft, segments, { signed: false });
    if (replaced) await planSweep(services, tx, envelopeId, { now: false });
  }, lockedTransaction);
  await putCarried(
    services.objectStore,
    files.map(([partId, one]) => ({ home: { partId }, ...one })),
  );
}
