/// <reference lib="webworker" />
import { downloadZip } from 'client-zip';
import type { OpenEnvelopeAnswer } from '../../envelope/wire';
import { FormatError } from '../../envelope-format/format-error';
import { parseSeal } from '../../envelope-format/seal';
import { importContentKey } from '../../envelope-format/segment-cipher';
import type { SegmentDigest } from '../../envelope-format/types';
import { verifyEnvelope } from '../../envelope-format/verify-envelope';
import { ApiProblem, createApiClient } from '../../transfer/api-client';
import { fromBase64 } from '../../transfer/base64';
import { packageOf } from '../../transfer/envelope-package';
import type { Mail } from '../../transfer/mail-message';
import type { OpenedPlace } from '../evidence/complete-bundle';
import { createFileHasher } from '../file-hash/file-hasher';
import { createRetryGate } from '../retry-gate';
import { createObjectReader, SegmentMissing } from './fetch-object';
import { openContent, segmentsInFlightMax } from './open-content';
import type { CheckStep, OpenCommand, OpenEvent, OpeningPlace } from './open-messages';
import { openedEnvelope } from './opened-envelope';
import { readAhead } from './read-ahead';

/** The reading worker: asks for the key, verifies, decrypts. The content key never leaves it. Speaks open-messages.ts. */
const scope = self as unknown as DedicatedWorkerGlobalScope; // the file is type-checked with the page's library too

const emit = (event: OpenEvent) => scope.postMessage(event);
const gate = createRetryGate((reason) => emit({ type: 'waiting', reason }));
scope.addEventListener('online', () => gate.wake());
const createHash = createFileHasher();
const { signal } = new AbortController();

/** What was opened and verified last; it stays here. */
let opened: OpenedPlace | null = null;

async function open(origin: string, place: OpeningPlace): Promise<void> {
  const callApi = createApiClient(origin);
  let answer: OpenEnvelopeAnswer;
  const askedAt = performance.now();
  try {
    const answered = callApi<OpenEnvelopeAnswer>('POST', place.openPath, {});
    answered.catch(() => undefined);
    await warmUp(); // while the server answers, unless it was done before
    answer = await answered;
  } catch (error) {
    return emit({ type: 'refused', ...refusalOf(error) });
  }
  emit({ type: 'released' });
  const contentKey = await importContentKey(fromBase64(answer.contentKey));
  const { objects } = answer;
  const readObject = createObjectReader({
    origin,
    objects,
    askedAt,
    objectsPath: place.objectsPath,
    callApi,
    gate,
    signal,
  });
  const fetchObject = readAhead(readObject, firstSegments(answer));
  await verifyAndOpen(answer, contentKey, fetchObject);
}

/** What will be asked for first if the seal is genuine: the manifest, and as many segments as are opened at once. */
function firstSegments(answer: OpenEnvelopeAnswer): SegmentDigest[] {
  try {
    const { manifest, parts } = parseSeal(fromBase64(answer.seal));
    return [manifest, ...parts.flatMap(({ segments }) => segments).slice(0, segmentsInFlightMax)];
  } catch {
    return []; // verifying says why
  }
}

async function verifyAndOpen(
  answer: OpenEnvelopeAnswer,
  contentKey: CryptoKey,
  fetchObject: ReturnType<typeof createObjectReader>,
): Promise<void> {
  let steps: CheckStep[] = [];
  let bytesTotal = 0;
  try {
    const report = await verifyEnvelope(packageOf(answer, { contentKey, fetchObject }));
    steps = [...report.steps];
    if (report.outcome === 'newer') return emit({ type: 'refused', ...newer });
    if (!report.verified) return emit({ type: 'mistrusted', steps });
    emit({ type: 'steps', steps });
    const { seal, manifest } = report.verified;
    bytesTotal = manifest.parts.reduce((sum, part) => sum + part.plaintextBytes, 0);
    const content = await openContent(contentKey, manifest, fetchObject, createHash, (bytesDone) =>
      emit({ type: 'progress', bytesDone, bytesTotal }),
    );
    const segments = manifest.parts.reduce((sum, part) => sum + part.segments.length, 0);
    steps.push({ step: 'content', state: 'verified', code: 'ok', facts: { segments, bytes: bytesTotal } });
    opened = { seal, manifest, contentKey };
    emit({ type: 'opened', envelope: openedEnvelope(report.verified, content, answer, steps) });
  } catch (error) {
    const code = failedCheck(error);
    if (code === null) return emit({ type: 'refused', ...refusalOf(error) });
    const step = steps.length === 0 ? 'manifest' : 'content';
    emit({ type: 'mistrusted', steps: [...steps, { step, state: 'failed', code, facts: {} }] });
  }
}

/** The check that an error stands for; null when it is no check but a request that failed. */
function failedCheck(error: unknown): CheckStep['code'] | null {
  if (error instanceof FormatError) return error.code;
  if (error instanceof SegmentMissing) return 'segment-missing';
  return error instanceof ApiProblem ? null : 'content-unreadable';
}

function refusalOf(error: unknown): { status: number; code: string; sentence: string } {
  if (error instanceof ApiProblem)
    return { status: error.status, code: error.code, sentence: error.sentence };
  return { status: 0, code: 'network-lost', sentence: '' };
}

/** A letter of a later version: nothing is wrong with it, and this page cannot judge it. */
const newer = { status: 0, code: 'format-newer', sentence: '' };

async function zip(command: Extract<OpenCommand, { type: 'zip' }>): Promise<void> {
  let bytesDone = 0;
  const counted = () =>
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytesDone += chunk.byteLength;
        emit({ type: 'zip-progress', bytesDone });
        controller.enqueue(chunk);
      },
    });
  const entries = command.files.map(({ name, blobs, bytes }) => ({
    name,
    size: bytes,
    lastModified: command.lastModified,
    input: new Blob(blobs).stream().pipeThrough(counted()),
  }));
  emit({ type: 'zipped', blob: await downloadZip(entries).blob() });
}

/** Of as few strings as the whole takes: a Blob of them, which the browser may keep on disk. */
async function writeMail(mail: Mail): Promise<Blob> {
  const { mailPieces } = await import('../../transfer/mail-message');
  const written: Blob[] = [];
  for await (const piece of mailPieces(mail)) written.push(new Blob([piece]));
  return new Blob(written, { type: 'application/octet-stream' });
}

async function completeEvidence(bundle: Blob): Promise<Blob | null> {
  const { completeBundle } = await import('../evidence/complete-bundle');
  try {
    return opened && (await completeBundle(bundle, opened));
  } catch {
    return null;
  }
}

async function run(command: OpenCommand): Promise<void> {
  if (command.type === 'open') await open(command.origin, command.place);
  else if (command.type === 'zip') await zip(command);
  else if (command.type === 'mail') emit({ type: 'mailed', blob: await writeMail(command.mail) });
  else if (command.type === 'complete-evidence') {
    emit({ type: 'evidence-completed', bundle: await completeEvidence(command.bundle) });
  } else gate.wake();
}

scope.onmessage = (message: MessageEvent<OpenCommand>) => {
  run(message.data).catch((error: unknown) => emit({ type: 'broken', reason: String(error) }));
};

let warm: Promise<unknown> | null = null;

/** Loads what the first check would wait for, while the person still reads who wrote. */
function warmUp(): Promise<unknown> {
  warm ??= Promise.all([
    import('../../envelope-format/seal-signature'),
    import('../../timestamp/verify-timestamp-response'),
  ]).then(
    () => emit({ type: 'ready' }),
    (error: unknown) => {
      warm = null;
      throw error;
    },
  );
  return warm;
}

// At once: the button is there, and the check waits for this longer than for the key, whenever it is pressed.
warmUp().catch(() => undefined); // what cannot be loaded now is asked for again by the check
