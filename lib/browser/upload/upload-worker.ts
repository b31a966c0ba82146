/// <reference lib="webworker" />
import type { RegisterSegmentsAnswer, RegisterSegmentsRequest } from '../../envelope/wire';
import { deriveContentKey, generateSeed } from '../../envelope-format/content-key';
import { decryptSegment } from '../../envelope-format/decrypt-segment';
import { sha256Hex } from '../../envelope-format/digest';
import { encryptSegment } from '../../envelope-format/encrypt-segment';
import { importContentKey } from '../../envelope-format/segment-cipher';
import { ApiProblem, type CallApi, createApiClient } from '../../transfer/api-client';
import { createSlots } from '../../transfer/slots';
import { createFileHasher } from '../file-hash/file-hasher';
import { putObject } from '../put-object';
import { FileDiffers, FileUnreadable } from './read-slice';
import { createRetryGate } from './retry-gate';
import { SegmentRegistrar } from './segment-registrar';
import type { PartFailure, UploadCommand, UploadEvent } from './upload-messages';
import { segmentsInFlightMax, UploadQueue } from './upload-queue';

/** The upload worker: keeps the content key of one draft, encrypts, hashes and stores its parts. Speaks upload-messages.ts. */
const scope = self as unknown as DedicatedWorkerGlobalScope; // the file is type-checked with the page's library too

const emit = (event: UploadEvent, transfer: Transferable[] = []) => scope.postMessage(event, transfer);

let origin = '';
let callApi: CallApi;
let envelopeId = '';
/** Files may be dropped before there is a key, and encrypted before the server knows the draft. */
const key = createDeferred<CryptoKey>();
const draftMade = createDeferred<void>();

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
  const path = `/api/drafts/${envelopeId}/segments`;
  return (await callApi<RegisterSegmentsAnswer>('POST', path, request)).requests;
}, segmentsInFlightMax);

const createHash = createFileHasher();
const queue = new UploadQueue({
  encrypt: async (plaintext) => encryptSegment(await key.promise, plaintext),
  sha256Hex,
  createHash,
  store: async (segment, ciphertext, onProgress, signal) => {
    await draftMade.promise;
    await forgotten;
    const toRegister = { ...segment, ciphertextBytes: ciphertext.byteLength };
    return gate.persist(async () => {
      const signed = await registrar.register(toRegister, signal);
      await toVault(() => putObject(origin, signed, ciphertext, onProgress, signal));
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
  const remove = () => callApi('DELETE', `/api/drafts/${envelopeId}/parts/${partId}`);
  // a registration under way may name it
  const before = Promise.all([forgotten, registrar.settled()]);
  forgotten = before.then(() => gate.persist(remove, new AbortController().signal)).catch(() => undefined);
}

function failureOf(error: unknown): PartFailure {
  if (error instanceof FileUnreadable) return 'file-unreadable';
  if (error instanceof FileDiffers) return 'file-differs';
  if (!(error instanceof ApiProblem)) return 'refused';
  if (error.code === 'attachments-too-large' || error.code === 'storage-full') return error.code;
  return error.status === 404 || error.status === 409 ? 'draft-gone' : 'refused';
}

async function takeKey(id: string, contentKey: Uint8Array<ArrayBuffer>): Promise<void> {
  envelopeId = id;
  key.resolve(await importContentKey(contentKey));
}

async function makeKey(id: string, vaultPublicKey: string): Promise<void> {
  const { wrapSeed } = await import('../../envelope-format/key-packet');
  const seed = generateSeed();
  const [contentKey, keyPacket] = await Promise.all([
    deriveContentKey(seed, id),
    wrapSeed(seed, vaultPublicKey),
  ]);
  await takeKey(id, contentKey);
  emit({ type: 'key-made', keyPacket });
}

/** Loads what the first file would wait for. */
async function warmUp(): Promise<void> {
  createHash(2).drop(); // starts the hashing worker
  await import('../../envelope-format/key-packet');
  emit({ type: 'ready' });
}

async function answer(requestId: number, work: () => Promise<UploadEvent>): Promise<void> {
  try {
    emit(await work());
  } catch (error) {
    emit({ type: 'request-failed', requestId, reason: String(error) });
  }
}

async function run(command: UploadCommand): Promise<void> {
  switch (command.type) {
    case 'start':
      origin = command.origin;
      callApi = createApiClient(origin);
      return warmUp();
    case 'make-key':
      return makeKey(command.envelopeId, command.vaultPublicKey);
    case 'use-key':
      draftMade.resolve();
      return takeKey(command.envelopeId, command.contentKey);
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
    case 'encrypt-text':
      return answer(command.requestId, async () => ({
        type: 'text-encrypted',
        requestId: command.requestId,
        ciphertext: await encryptSegment(await key.promise, new TextEncoder().encode(command.text)),
      }));
    case 'decrypt-text':
      return answer(command.requestId, async () => ({
        type: 'text-decrypted',
        requestId: command.requestId,
        text: new TextDecoder('utf-8', { fatal: true }).decode(
          await decryptSegment(await key.promise, command.ciphertext),
        ),
      }));
  }
}

scope.onmessage = (message: MessageEvent<UploadCommand>) => {
  run(message.data).catch((error: unknown) => emit({ type: 'broken', reason: String(error) }));
};
