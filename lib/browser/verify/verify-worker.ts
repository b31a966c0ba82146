/// <reference lib="webworker" />
import { createIncrementalSha256 } from '../../envelope-format/incremental-sha256';
import { verifyFile } from '../../verify/verify-file';
import type { VerifyCommand, VerifyEvent } from './verify-messages';

/** Verifies files one after another. Makes no request. Speaks verify-messages.ts. */
const scope = self as unknown as DedicatedWorkerGlobalScope; // the file is type-checked with the page's library too
const emit = (event: VerifyEvent) => scope.postMessage(event);
const pieceBytes = 4_194_304;

async function sha256Of(file: File, onProgress: (bytesDone: number) => void): Promise<string> {
  const digest = await createIncrementalSha256();
  for (let offset = 0; offset < file.size; offset += pieceBytes) {
    digest.update(new Uint8Array(await file.slice(offset, offset + pieceBytes).arrayBuffer()));
    onProgress(Math.min(offset + pieceBytes, file.size));
  }
  return digest.finish();
}

async function verify({ id, file, options }: VerifyCommand): Promise<void> {
  const onProgress = (bytesDone: number) => emit({ id, type: 'progress', bytesDone, bytesTotal: file.size });
  const report = await verifyFile(file, { ...options, onProgress });
  // An attachment may be a ZIP or broken one itself: whatever did not verify is looked at as an attachment too.
  const sha256 = report.outcome === 'verified' ? null : await sha256Of(file, onProgress);
  emit({ id, type: 'verified', report, sha256 });
}

let queue = Promise.resolve();
scope.onmessage = ({ data }: MessageEvent<VerifyCommand>) => {
  queue = queue.then(() => verify(data)).catch(() => emit({ id: data.id, type: 'broken' }));
};
