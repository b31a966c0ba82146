/// <reference lib="webworker" />
import type { RegisterSegmentsAnswer, RegisterSegmentsRequest } from '../../envelope/wire';
import type { FormatVersion } from '../../envelope-format/content-key';
import { decryptSegment } from '../../envelope-format/decrypt-segment';
import { sha256Hex } from '../../envelope-format/digest';
import { encryptSegment } from '../../envelope-format/encrypt-segment';
import { generatePartKey, type PartKeys, partKeysOf } from '../../envelope-format/part-key';
import { importContentKey } from '../../envelope-format/segment-cipher';
import { ApiProblem, type CallApi, createApiClient } from '../../transfer/api-client';
import { isLate } from '../../transfer/begin-by';
import { createSlots } from '../../transfer/slots';
import { beginSegment } from '../../writing/write-segment';
import { writeSmallPart } from '../../writing/write-small-part';
import { createFileHasher } from '../file-hash/file-hasher';
import type { OpeningPlace } from '../open/open-messages';
import { putObject } from '../put-object';
import { createRetryGate } from '../retry-gate';
import type { createPictureReader } from './read-picture';
import { FileDiffers, FileUnreadable, readSlice } from './read-slice';
import { SegmentRegistrar } from './segment-registrar';
import type { WorkKey } from './upload-means';
import type { PartFailure, UploadCommand, UploadEvent } from './upload-messages';
import { segmentsInFlightMax, UploadQueue } from './upload-queue';

/** The upload worker: keeps the content key of one draft, encrypts, hashes and stores its parts. Speaks upload-messages.ts. */
const scope = self as unknown as DedicatedWorkerGlobalScope; // the file is type-checked with the page's library too

const emit = (event: UploadEvent, transfer: Transferable[] = []) => scope.postMessage(event, transfer);

type PictureAsked = Extract<UploadCommand, { type: 'read-picture' }>;

let origin = '';
let draftsPath = '';
let callApi: CallApi;
let envelopeId = '';
/** Files may be dropped before there is a key, and encrypted before the server knows the draft. */
const keys = createDeferred<DraftKeys>();
const draftMade = createDeferred<void>();

/** The letter's own key, and its parts'; in version 1 they have none. */
type DraftKeys = { contentKey: CryptoKey; parts: PartKeys | null };

/** Promise.withResolvers, which phones of 2023 lack. */
function createDeferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Of the segments in flight, those on their way to the vault; the others are encrypted and registered meanwhile. */
const toVault = createSlots(3);
const gate = createRetryGate((reason, attempt) => emit({ type: 'waiting', reason, attempt }));
scope.addEventListener('online', () => gate.wake());

const registrar = new SegmentRegistrar(async (segments) => {
  const request: RegisterSegmentsRequest = { segments };
  const path = `${draftsPath}/${envelopeId}/segments`;
  return (await callApi<RegisterSegmentsAnswer>('POST', path, request)).requests;
}, segmentsInFlightMax);

const createHash = createFileHasher();
const queue = new UploadQueue({
  keyOf,
  beginSegment,
  sha256Hex,
  createHash,
  store: async (segment, ciphertext, onProgress, signal) => {
    await draftMade.promise;
    await forgotten;
    const toRegister = { ...segment, ciphertextBytes: ciphertext.byteLength };
    return gate.persist(async () => {
      let signed = await registrar.register(toRegister, signal);
      await toVault(async () => {
        // on a slow line it has waited for those before it
        if (isLate(signed)) signed = await registrar.register(toRegister, signal);
        await putObject(origin, signed.request, ciphertext, onProgress, signal);
      });
    }, signal);
  },
  failureOf,
  emit,
});

/** What was registered of a part that is no longer wanted would still count towards the limit: the next segment waits for it. */
let forgotten: Promise<unknown> = Promise.resolve();
let isDraftMade = false;
void draftMade.promise.then(() => {
  isDraftMade = true;
});

function forget(partId: string): void {
  if (!isDraftMade) return; // nothing of it was ever registered
  const remove = () => callApi('DELETE', `${draftsPath}/${envelopeId}/parts/${partId}`);
  // a registration under way may name it
  const before = Promise.all([forgotten, registrar.settled()]);
  forgotten = before.then(() => gate.persist(remove, new AbortController().signal)).catch(() => undefined);
}

function failureOf(error: unknown): PartFailure {
  if (error instanceof FileUnreadable) return 'file-unreadable';
  if (error instanceof FileDiffers) return 'file-differs';
  if (!(error instanceof ApiProblem)) return 'refused';
  const { code } = error;
  if (code === 'attachments-too-large' || code === 'quota-reached' || code === 'storage-full') return code;
  return error.status === 404 || error.status === 409 ? 'draft-gone' : 'refused';
}

async function takeKey(
  id: string,
  contentKeyBytes: Uint8Array<ArrayBuffer>,
  format: FormatVersion,
): Promise<void> {
  envelopeId = id;
  const contentKey = await importContentKey(contentKeyBytes);
  keys.resolve({ contentKey, parts: format === 1 ? null : await partKeysOf(contentKey) });
}

async function makeKey(id: string, vaultPublicKey: string): Promise<void> {
  const { newLetterKeys } = await import('../../writing/new-letter');
  const { contentKey, keyPacket } = await newLetterKeys(id, vaultPublicKey);
  await takeKey(id, contentKey, 2);
  emit({ type: 'key-made', keyPacket });
}

async function keyOf(wrappedKey: string | null): Promise<WorkKey> {
  const { contentKey, parts } = await keys.promise;
  if (parts === null) return { key: contentKey, wrappedKey: null };
  if (wrappedKey !== null) return { key: await parts.unwrap(wrappedKey), wrappedKey };
  const fresh = generatePartKey();
  return { key: await importContentKey(fresh), wrappedKey: await parts.wrap(fresh) };
}

async function writeSmall(requestId: number, partId: string, source: Blob): Promise<UploadEvent> {
  const { parts } = await keys.promise;
  if (parts === null) throw new Error('a draft of version 1');
  const plaintext = new Uint8Array(await readSlice(source, 0, source.size));
  return { type: 'small-written', requestId, ...(await writeSmallPart(parts, partId, plaintext)) };
}

async function take(requestId: number, place: OpeningPlace): Promise<UploadEvent> {
  const { parts } = await keys.promise;
  if (parts === null) throw new Error('a draft of version 1');
  const { takeLetter } = await import('./take-letter');
  const letter = await takeLetter(place, parts, { origin, callApi, gate, createHash });
  return { type: 'letter-taken', requestId, letter };
}

/** Made with the first picture that is asked for. */
let pictures: Promise<ReturnType<typeof createPictureReader>> | null = null;

async function readPicture({ requestId, wrappedKey, segments }: PictureAsked): Promise<UploadEvent> {
  const { key } = await keyOf(wrappedKey);
  pictures ??= import('./read-picture').then((module) =>
    module.createPictureReader({ origin, envelopeId, callApi, gate }),
  );
  return { type: 'picture-read', requestId, picture: await (await pictures)(segments, key) };
}

/** Loads what the first file would wait for. */
async function warmUp(): Promise<void> {
  createHash(2).drop(); // starts the hashing worker
  await import('../../writing/new-letter');
  emit({ type: 'ready' });
}

async function answer(requestId: number, work: () => Promise<UploadEvent>): Promise<void> {
  try {
    emit(await work());
  } catch (error) {
    emit({ type: 'request-failed', requestId, reason: failureOf(error) });
  }
}

async function run(command: UploadCommand): Promise<void> {
  switch (command.type) {
    case 'start':
      origin = command.origin;
      draftsPath = command.draftsPath;
      callApi = createApiClient(origin);
      return warmUp();
    case 'make-key':
      return makeKey(command.envelopeId, command.vaultPublicKey);
    case 'use-key':
      draftMade.resolve();
      return takeKey(command.envelopeId, command.contentKey, command.format);
    case 'draft-made':
      return draftMade.resolve();
    case 'add':
      return queue.add(command);
    case 'pause':
      return queue.pause(command.partId);
    case 'resume':
    case 'retry':
      return queue.resume(command.partId);
    case 'cancel':
      queue.cancel(command.partId);
      return forget(command.partId);
    case 'wake':
      return gate.wake();
    case 'encrypt':
    case 'decrypt':
      return answer(command.requestId, async () => {
        const { contentKey } = await keys.promise;
        const work = command.type === 'encrypt' ? encryptSegment : decryptSegment;
        const bytes = await work(contentKey, command.bytes);
        return { type: 'bytes', requestId: command.requestId, bytes };
      });
    case 'write-small':
      return answer(command.requestId, () => writeSmall(command.requestId, command.partId, command.source));
    case 'read-picture':
      return answer(command.requestId, () => readPicture(command));
    case 'take-letter':
      return answer(command.requestId, () => take(command.requestId, command.place));
  }
}

scope.onmessage = (message: MessageEvent<UploadCommand>) => {
  run(message.data).catch((error: unknown) => emit({ type: 'broken', reason: String(error) }));
};
