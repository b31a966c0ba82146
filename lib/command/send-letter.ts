import { stat } from 'node:fs/promises';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type {
  ComposeSettings,
  EnvelopeStatusAnswer,
  SealAnswer,
  SealRequest,
  VaultKeyAnswer,
} from '../envelope/wire';
import { encryptSegment } from '../envelope-format/encrypt-segment';
import { partKeysOf } from '../envelope-format/part-key';
import { ApiProblem } from '../transfer/api-client';
import { namesFromPlaces } from '../transfer/file-name';
import { createSlots } from '../transfer/slots';
import { bodyPart, filePart } from '../writing/describe-part';
import { draftRequestOf } from '../writing/draft-request';
import { newLetterKeys } from '../writing/new-letter';
import { sealRequestOf } from '../writing/seal-request';
import { ClientError } from './client-error';
import { checkLetter, type Letter, mediaTypeOf } from './letter';
import { createPartStore } from './part-store';
import type { PliApi } from './pli-api';
import { refusedByOlder } from './refused-by-older';
import { type DraftPlace, memorySource, withFileSource } from './store-part';

/** Segments of 8 MiB being encrypted or sent at once, over all letters of a run: what bounds the memory. */
const segmentsInFlightMax = 4;

/** What all letters of one run share. */
export type Sending = {
  api: PliApi;
  settings: ComposeSettings;
  vaultPublicKey: string;
  /** A Pli from before keys of months, which takes letters of version 1 only. */
  serverIsOlder: boolean;
  slots: DraftPlace['slots'];
};

/** Asks once who sends, under which limits, and which key seeds are wrapped to. */
export async function prepareSending(api: PliApi): Promise<Sending> {
  const settings = await api.call<ComposeSettings>('GET', '/api/compose-settings');
  const { publicKey, month } = await api.call<Partial<VaultKeyAnswer> & Pick<VaultKeyAnswer, 'publicKey'>>(
    'GET',
    '/api/vault-key',
  );
  const slots = createSlots(segmentsInFlightMax);
  return { api, settings, vaultPublicKey: publicKey, serverIsOlder: month === undefined, slots };
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
  try {
    const request = await writeLetter(sending, letter, draftId);
    return await sending.api.call<SealAnswer>('POST', `/api/drafts/${draftId}/seal`, request);
  } catch (error) {
    throw refusedByOlder(sending, error);
  }
}

/**
 * Writes and encrypts one letter, and stores what does not travel with the request that seals it.
 * @throws ClientError, ApiProblem, NetworkLost
 */
export async function writeLetter(sending: Sending, letter: Letter, draftId: string): Promise<SealRequest> {
  checkLetter(letter);
  const { api } = sending;
  await assertRoom(sending.settings, letter.files);
  const identity = identityOf(sending.settings, letter.from);
  const letterKeys = await newLetterKeys(draftId, sending.vaultPublicKey);
  const { contentKey } = letterKeys;
  const keys = await partKeysOf(contentKey);
  const draft = draftRequestOf(identity.mailboxId, letterKeys);
  const store = createPartStore({ api, draftId, keys, slots: sending.slots }, draft);

  const text = memorySource(new TextEncoder().encode(letter.html));
  const parts = [bodyPart(await store.add('body', text))];
  let room = sending.settings.attachmentBytesMax;
  // Of one name from two folders: each with its folder, as the page names them.
  const names = namesFromPlaces(letter.files.map((file) => path.resolve(file)));
  for (const [at, file] of letter.files.entries()) {
    const stored = await withFileSource(file, (source) => {
      room -= source.bytes;
      if (room < 0) throw tooLarge(sending.settings.attachmentBytesMax);
      return store.add('attachment', source);
    });
    parts.push(filePart(stored, { name: names[at] ?? '', mediaType: mediaTypeOf(file) }));
  }
  return sealRequestOf(
    {
      envelopeId: draftId,
      mailboxId: identity.mailboxId,
      fromAddress: identity.address,
      recipients: (['to', 'cc', 'bcc'] as const).flatMap((kind) =>
        letter[kind].map((addressee) => ({ ...addressee, kind })),
      ),
      title: letter.subject,
      titleShown: identity.titleShown,
      draft,
      carried: store.carried,
      ...(letter.expiresInDays === undefined ? {} : { expiresInDays: letter.expiresInDays }),
      ...(letter.marks && { marks: letter.marks }),
    },
    parts,
    (plaintext) => encryptSegment(contentKey, plaintext),
  );
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
  const { envelopeId, sealedAt, releaseAt, expiresAt, recipients } = status;
  return { envelopeId, sealedAt, releaseAt, expiresAt, recipients: recipients.length };
}

/** The address a letter comes from, and its mailbox. @throws ClientError `usage` where the account cannot send so */
export function identityOf({ identities }: ComposeSettings, from: string | undefined) {
  const wanted = from?.trim().toLowerCase();
  const found = identities.find(({ address }) => wanted === undefined || address === wanted);
  if (found) return found;
  if (identities.length === 0) throw new ClientError('usage', 'no-mailbox');
  const known = identities.map(({ address }) => address).join(', ');
  throw new ClientError('usage', 'cannot-send-as', { from: from ?? '', known });
}

/** Before any byte leaves, and as the server would refuse it. What cannot be looked at fails where it is read; a Pli from before limits says none. */
async function assertRoom({ quota }: Partial<Pick<ComposeSettings, 'quota'>>, files: readonly string[]) {
  if (!quota) return;
  const sizes = files.map((file) =>
    stat(file)
      .then(({ size }) => size)
      .catch(() => 0),
  );
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  const left = quota.bytesMax - quota.bytesUsed;
  if (bytes <= left) return;
  const values = {
    whose: quota.whose,
    left: Math.floor(Math.max(0, left) / 1_048_576),
    limit: Math.floor(quota.bytesMax / 1_048_576),
  };
  throw new ClientError('refused', 'quota-reached', values, { reason: 'quota-reached' });
}

function tooLarge(bytesMax: number): ClientError {
  const megabytes = Math.floor(bytesMax / 1_048_576);
  return new ClientError('usage', 'files-too-large', { megabytes }, { reason: 'attachments-too-large' });
}
