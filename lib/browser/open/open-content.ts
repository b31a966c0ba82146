import { createPartVerifier } from '../../envelope-format/open-part';
import { openSegment } from '../../envelope-format/open-segment';
import type { ContentKey } from '../../envelope-format/segment-cipher';
import type { Manifest, ManifestPart, SegmentDigest } from '../../envelope-format/types';
import type { OpenedFile } from './open-messages';

/** Segments being fetched, checked and decrypted at once: what bounds the memory of the page. */
export const segmentsInFlightMax = 4;

type Opened = { bodyHtml: string; files: OpenedFile[] };

/**
 * Fetches and verifies all that the manifest names: every segment's ciphertext digest and authentication, every part's
 * whole plaintext digest. Nothing is given out before all of it has passed. Verified segments of files become Blobs at
 * once, which the browser may keep on disk.
 * @throws FormatError, what `fetchObject` throws, TypeError when the message is no UTF-8
 */
export async function openContent(
  contentKey: ContentKey,
  manifest: Manifest,
  fetchObject: (digest: SegmentDigest) => Promise<Uint8Array<ArrayBuffer>>,
  onProgress: (bytesDone: number) => void,
): Promise<Opened> {
  const jobs = manifest.parts.flatMap((part) => part.segments.map((digest) => ({ part, digest })));
  const opening: Promise<Uint8Array<ArrayBuffer>>[] = [];
  const openNext = () => {
    const job = jobs[opening.length];
    if (!job) return;
    const opened = fetchObject(job.digest).then((ciphertext) =>
      openSegment(contentKey, job.digest, ciphertext),
    );
    // Another one may fail first; this one's failure is then of no interest.
    opened.catch(() => undefined);
    opening.push(opened);
  };
  for (let started = 0; started < segmentsInFlightMax; started += 1) openNext();

  const collected: Opened = { bodyHtml: '', files: [] };
  let bytesDone = 0;
  let at = 0;
  for (const part of manifest.parts) {
    const verifier = await createPartVerifier(part);
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    const blobs: Blob[] = [];
    for (const _ of part.segments) {
      const plaintext = await take(opening, at);
      at += 1;
      openNext();
      if (part.kind === 'body') pieces.push(plaintext);
      else blobs.push(new Blob([plaintext]));
      verifier.add(plaintext);
      bytesDone += plaintext.byteLength;
      onProgress(bytesDone);
    }
    verifier.finish();
    if (part.kind === 'body') collected.bodyHtml = await new Blob(pieces).arrayBuffer().then(strictUtf8);
    else collected.files.push(openedFile(part, blobs));
  }
  return collected;
}

/** Takes a result out of the list, so that its memory is free once it has been used. */
async function take(
  opening: Promise<Uint8Array<ArrayBuffer>>[],
  at: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const opened = opening[at];
  if (!opened) throw new Error('not started');
  const plaintext = await opened;
  opening[at] = taken;
  return plaintext;
}

const taken = Promise.resolve(new Uint8Array(0));

function openedFile(part: ManifestPart, blobs: Blob[]): OpenedFile {
  return {
    partId: part.id,
    name: part.name ?? '',
    bytes: part.plaintextBytes,
    sha256: part.plaintextSha256,
    blobs,
  };
}

function strictUtf8(bytes: ArrayBuffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
