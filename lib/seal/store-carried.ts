import 'server-only';
import type { Author } from '../access/actor';
import { holdActor } from '../auth/lock-actor';
import { lockedTransaction, type Tx } from '../db/transaction';
import { checkedPacket, makeDraft, organisationOfSender } from '../draft/create-draft';
import { lockOwnEnvelope } from '../draft/lock-draft';
import { newDraftParams, type ParsedSealRequest } from '../envelope/wire';
import type { SegmentDigest } from '../envelope-format/types';
import { AppError } from '../errors';
import { carriedBytes, carriedParts, putCarried } from '../parts/carried-bytes';
import { registerInDraft } from '../parts/register-in-draft';
import { planSweep } from '../retention/sweep-vault';
import type { Services } from '../services';
import { assertGuestAnswers } from './guest-answer';

/** A draft that this request makes. */
const fresh = { state: 'draft', manifestSha256: null } as const;

/** What came with the request for a seal and is stored now: the manifest, and parts by their ids. */
export type Carried = { manifest: SegmentDigest | null; parts: ReadonlyMap<string, SegmentDigest> };

/**
 * Makes the draft where the request brings one, moves it to the mailbox that sends, registers and stores what it carries. Rows first, in a
 * transaction of their own, then the bytes with nothing locked: so nothing that was ever stored is without a row that names it, and the
 * sweep finds it if no seal follows.
 * Repeating it is harmless; once the envelope is sealed it does nothing.
 * @throws AppError `not-found`, `bad-request`, `conflict`, `attachments-too-large`, `quota-reached`, `storage-unavailable`, `storage-full`
 */
export async function storeCarried(
  services: Services,
  asking: Author,
  { envelopeId, request }: { envelopeId: string; request: ParsedSealRequest },
): Promise<Carried> {
  const { draft, facts, carried = [] } = request;
  const nothing: Carried = { manifest: null, parts: new Map() };
  if (facts === undefined && carried.length > 0)
    throw new AppError('bad-request', { detail: { field: 'carried' } });
  if (draft !== undefined && !newDraftParams.safeParse({ id: envelopeId }).success)
    throw new AppError('bad-request', { detail: { field: 'draft' } });
  const packet = draft && (await checkedPacket(services, draft));
  const manifest = facts ? carriedBytes(facts.manifest) : null;
  const parts = carriedParts(carried);
  const isOpen = await services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    const known = actor.kind === 'guest' && (await isSealed(tx, envelopeId)); // which is asked again, and answered the same
    const answers =
      actor.kind === 'guest' && !known
        ? await assertGuestAnswers(services, tx, actor, { envelopeId, request }, services.clock.now())
        : undefined;
    const made =
      draft && packet
        ? await makeDraft(services, tx, actor, {
            envelopeId,
            ...packet,
            ...draft,
            manifest: manifest?.digest,
            answers,
          })
        : null;
    const isNew = made?.isNew === true;
    const locked = isNew
      ? {
          ...fresh,
          id: envelopeId,
          mailboxId: draft?.mailboxId,
          format: draft?.format ?? 1,
          authorKind: actor.kind,
        }
      : await lockOwnEnvelope(tx, actor, envelopeId);
    if (locked.state === 'sealed') return false;
    if ((locked.format === 2) !== (manifest !== null))
      throw new AppError('bad-request', { detail: { field: 'facts' } });
    if (locked.mailboxId !== request.mailboxId) await moveDraft(tx, actor, envelopeId, request.mailboxId);
    const isOther = !isNew && manifest !== null && locked.manifestSha256 !== manifest.digest.sha256;
    if (isOther)
      await tx.$executeRaw`
        UPDATE envelopes SET manifest_sha256 = ${manifest.digest.sha256}, manifest_bytes = ${manifest.digest.ciphertextBytes}
        WHERE id = ${envelopeId}::uuid`;
    const segments = request.parts.flatMap(({ id, kind }) => {
      const stored = parts.get(id);
      return stored ? [{ partId: id, kind, index: 0, ...stored.digest }] : [];
    });
    const { replaced } = await registerInDraft(services, tx, locked, segments, { signed: false, isNew });
    if (replaced || (isOther && locked.manifestSha256 !== null))
      await planSweep(services, tx, envelopeId, { now: false });
    return true;
  }, lockedTransaction);
  if (!isOpen) return nothing;
  const stored = [...parts].map(([partId, one]) => ({ home: { partId }, ...one }));
  const sealed = manifest ? [{ home: { envelopeId }, ...manifest }] : [];
  await putCarried(services.objectStore, [...stored, ...sealed]);
  const digests = new Map([...parts].map(([id, { digest }]) => [id, digest]));
  return { manifest: manifest?.digest ?? null, parts: digests };
}

/** To another mailbox of the author's, of another organisation perhaps, whose quota is then judged. @throws AppError `not-found` */
async function moveDraft(tx: Tx, actor: Author, envelopeId: string, mailboxId: string): Promise<void> {
  const organisationId = await organisationOfSender(tx, actor, mailboxId);
  await tx.$executeRaw`
    UPDATE envelopes SET mailbox_id = ${mailboxId}::uuid, organisation_id = ${organisationId}::uuid
    WHERE id = ${envelopeId}::uuid`;
}

async function isSealed(tx: Tx, id: string): Promise<boolean> {
  return (await tx.envelope.findUnique({ where: { id }, select: { state: true } }))?.state === 'sealed';
}
