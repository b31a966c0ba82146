import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type {
  ComposeSettings,
  EnvelopeStatusAnswer,
  SealAnswer,
  SealRequest,
  VaultKeyAnswer,
} from '../envelope/wire';
import { deriveContentKey, generateSeed } from '../envelope-format/content-key';
import { wrapSeed } from '../envelope-format/key-packet';
import { buildManifest, encodeManifest } from '../envelope-format/manifest';
import type { ManifestPart1 } from '../envelope-format/types';
import { ApiProblem } from '../transfer/api-client';
import { toBase64 } from '../transfer/base64';
import { createSlots } from '../transfer/slots';
import { cleanTyped } from '../typed-text';
import { ClientError } from './client-error';
import { checkLetter, type Letter, mediaTypeOf } from './letter';
import type { PliApi } from './pli-api';
import { type DraftPlace, memorySource, storePart, withFileSource } from './store-part';

/** Segments of 8 MiB being encrypted or sent at once, over all letters of a run: what bounds the memory. */
const segmentsInFlightMax = 4;

/** What all letters of one run share. */
export type Sending = {
  api: PliApi;
  settings: ComposeSettings;
  vaultPublicKey: string;
  slots: DraftPlace['slots'];
};

/** Asks once who sends, under which limits, and which key seeds are wrapped to. */
export async function prepareSending(api: PliApi): Promise<Sending> {
  const settings = await api.call<ComposeSettings>('GET', '/api/compose-settings');
  const { publicKey } = await api.call<VaultKeyAnswer>('GET', '/api/vault-key');
  return { api, settings, vaultPublicKey: publicKey, slots: createSlots(segmentsInFlightMax) };
}

/** A draft's id, made here, so that it can be written down before the server knows it. */
export function newDraftId(): string {
  return uuidv7();
}

/**
 * Writes, encrypts, stores and seals one letter under `draftId`. After a failure it is unknown whether the letter was sent until
 * `settleDraft` was asked.
 * @throws ClientError, ApiProblem, NetworkLost
 */
export async function sendLetter(sending: Sending, letter: Letter, draftId: string): Promise<SealAnswer> {
  checkLetter(letter);
  const { api } = sending;
  const identity = identityOf(sending.settings, letter.from);
  const seed = generateSeed();
  const contentKey = await deriveContentKey(seed, draftId);
  const keyPacket = toBase64(await wrapSeed(seed, sending.vaultPublicKey));
  await api.call('PUT', `/api/drafts/${draftId}`, { mailboxId: identity.mailboxId, keyPacket });

  const place: DraftPlace = { api, draftId, contentKey, slots: sending.slots };
  const body = await storePart(place, 'body', memorySource(new TextEncoder().encode(letter.html)));
  const parts: ManifestPart1[] = [{ ...body, kind: 'body', mediaType: 'text/html; charset=utf-8' }];
  let room = sending.settings.attachmentBytesMax;
  for (const file of letter.files) {
    const stored = await withFileSource(file, (source) => {
      room -= source.bytes;
      if (room < 0) throw tooLarge(sending.settings.attachmentBytesMax);
      return storePart(place, 'attachment', source);
    });
    parts.push({ ...stored, kind: 'attachment', name: path.basename(file), mediaType: mediaTypeOf(file) });
  }
  const subject = cleanTyped(letter.subject);
  const manifest = encodeManifest(buildManifest({ envelopeId: draftId, subject, parts }));
  const stored = await storePart(place, 'manifest', memorySource(manifest));
  const request: SealRequest = {
    mailboxId: identity.mailboxId,
    fromAddress: identity.address,
    recipients: (['to', 'cc', 'bcc'] as const).flatMap((kind) =>
      letter[kind].map((addressee) => ({ ...addressee, kind })),
    ),
    title: identity.titleShown ? subject : null,
    parts: [
      { id: stored.id, kind: 'manifest', segments: 1 },
      ...parts.map(({ id, kind, segments }) => ({ id, kind, segments: segments.length })),
    ],
    ...(letter.expiresInDays === undefined ? {} : { expiresInDays: letter.expiresInDays }),
  };
  return api.call<SealAnswer>('POST', `/api/drafts/${draftId}/seal`, request);
}

/**
 * Makes certain what became of a draft whose sending broke off: either it was sealed, and this answers how, or it is gone
 * and can never be sealed any more (null), so that the letter may be sent under a new draft. The server holds the draft's row while it
 * decides, so that a seal still under way comes before or after, never beside.
 */
export async function settleDraft(api: PliApi, draftId: string): Promise<SealAnswer | null> {
  try {
    await api.call('DELETE', `/api/drafts/${draftId}`);
    return null;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.status === 404) return null;
    if (error.code !== 'conflict') throw error;
  }
  const status = await api.call<EnvelopeStatusAnswer>('GET', `/api/envelopes/${draftId}`);
  const { envelopeId, sealedAt, expiresAt, recipients } = status;
  return { envelopeId, sealedAt, expiresAt, recipients: recipients.length };
}

function identityOf({ identities }: ComposeSettings, from: string | undefined) {
  const wanted = from?.trim().toLowerCase();
  const found = identities.find(({ address }) => wanted === undefined || address === wanted);
  if (found) return found;
  if (identities.length === 0) throw new ClientError('usage', 'no-mailbox');
  const known = identities.map(({ address }) => address).join(', ');
  throw new ClientError('usage', 'cannot-send-as', { from: from ?? '', known });
}

function tooLarge(bytesMax: number): ClientError {
  const megabytes = Math.floor(bytesMax / 1_048_576);
  return new ClientError('usage', 'files-too-large', { megabytes }, { reason: 'attachments-too-large' });
}
