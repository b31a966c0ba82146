import { releaseBytes } from '../../envelope-format/bytes';
import { FormatError } from '../../envelope-format/format-error';
import type { Manifest, ManifestPart } from '../../envelope-format/manifest';
import { openSegment } from '../../envelope-format/open-segment';
import type { ContentKey } from '../../envelope-format/segment-cipher';
import type { SegmentDigest } from '../../envelope-format/types';
import { createSlots } from '../../transfer/slots';
import { HashLost } from '../file-hash/file-hash';
import type { CreateFileHash } from '../file-hash/file-hasher';
import type { OpenedFile } from './open-messages';

/** Segments being fetched, checked, decrypted and hashed at once: what bounds the memory of the page. */
export const segmentsInFlightMax = 6;

type Bytes = Uint8Array<ArrayBuffer>;
type Opened = { bodyHtml: string; files: OpenedFile[] };

/**
 * Fetches and verifies all that the manifest names: every segment's ciphertext digest and authentication, every part's
 * whole plaintext digest. Nothing is given out before all of it has passed. Segments become Blobs at once, which the
 * browser may keep on disk. What `fetchObject` gives is used up. When the hashing thread ends, all begins again: that is no
 * fault of the envelope.
 * @throws FormatError, what `fetchObject` throws, TypeError when the message is no UTF-8
 */
export async function openContent(
  contentKey: ContentKey,
  manifest: Manifest,
  fetchObject: (digest: SegmentDigest) => Promise<Bytes>,
  createHash: CreateFileHash,
  onProgress: (bytesDone: number) => void,
): Promise<Opened> {
  for (;;) {
    try {
      return await openAll(contentKey, manifest, fetchObject, createHash, onProgress);
    } catch (error) {
      if (!(error instanceof HashLost)) throw error;
    }
  }
}

async function openAll(
  contentKey: ContentKey,
  manifest: Manifest,
  fetchObject: (digest: SegmentDigest) => Promise<Bytes>,
  createHash: CreateFileHash,
  onProgress: (bytesDone: number) => void,
): Promise<Opened> {
  const opened = openAhead(contentKey, manifest, fetchObject);
  const collected: Opened = { bodyHtml: '', files: [] };
  let bytesDone = 0;
  for (const part of manifest.parts) {
    const blobs = await openPart(part, opened, createHash, (bytes) => {
      bytesDone += bytes;
      onProgress(bytesDone);
    });
    if (part.kind === 'body') collected.bodyHtml = strictUtf8(await new Blob(blobs).arrayBuffer());
    else collected.files.push(openedFile(part, blobs));
  }
  return collected;
}

/** A decrypted segment; `done` when its memory is free again. */
type OpenedSegment = { plaintext: Bytes; done: () => void };

/**
 * The manifest's segments in their order, decrypted, while those behind are fetched: one is only begun when another's
 * memory is free, and none after a failure.
 */
function openAhead(
  contentKey: ContentKey,
  manifest: Manifest,
  fetchObject: (digest: SegmentDigest) => Promise<Bytes>,
): Promise<OpenedSegment>[] {
  const inFlight = createSlots(segmentsInFlightMax);
  // Few at a time, so that the first is out of the way while the others still come.
  const decrypting = createSlots(2);
  let failed = false;
  const openOne = async (digest: SegmentDigest) => {
    const fetching = fetchObject(digest);
    fetching.catch(() => undefined); // heard of below, at its turn
    return decrypting(async () => {
      const ciphertext = await fetching;
      const plaintext = await openSegment(contentKey, digest, ciphertext);
      releaseBytes(ciphertext);
      return plaintext;
    });
  };
  return manifest.parts
    .flatMap((part) => part.segments)
    .map((digest) => {
      const opened = new Promise<OpenedSegment>((resolve, reject) => {
        void inFlight(async () => {
          if (failed) return;
          try {
            const plaintext = await openOne(digest);
            await new Promise<void>((done) => resolve({ plaintext, done }));
          } catch (error) {
            failed = true;
            reject(error);
          }
        });
      });
      // Another one may fail first; this one's failure is then of no interest.
      opened.catch(() => undefined);
      return opened;
    });
}

/**
 * Takes the part's segments off the list and gives them as Blobs, when together they are the file that the manifest names.
 * @throws FormatError `part-digest`
 */
async function openPart(
  part: ManifestPart,
  opened: Promise<OpenedSegment>[],
  createHash: CreateFileHash,
  onBytes: (bytes: number) => void,
): Promise<Blob[]> {
  const hash = createHash(part.segments.length);
  const pieces: Promise<Blob>[] = [];
  let plaintextBytes = 0;
  for (const _ of part.segments) {
    const segment = opened.shift();
    if (!segment) throw new Error('fewer segments than the manifest names');
    const { plaintext, done } = await segment;
    const bytes = plaintext.byteLength;
    plaintextBytes += bytes;
    // Made here: the hashing thread has more to do than this one.
    const blob = new Blob([plaintext]);
    const piece = hash.add(plaintext).then(() => {
      done();
      onBytes(bytes);
      return blob;
    });
    piece.catch(() => undefined);
    pieces.push(piece);
  }
  const blobs = await Promise.all(pieces);
  const sha256 = await hash.finish();
  if (plaintextBytes !== part.plaintextBytes || sha256 !== part.plaintextSha256)
    throw new FormatError('part-digest', 'not the plaintext the manifest names');
  return blobs;
}

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
