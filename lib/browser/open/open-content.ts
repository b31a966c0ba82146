import { releaseBytes } from '../../envelope-format/bytes';
import { FormatError } from '../../envelope-format/format-error';
import { type Manifest, type ManifestPart, partsOf } from '../../envelope-format/manifest';
import { openSegment } from '../../envelope-format/open-segment';
import { type KeyOfPart, keysOfParts } from '../../envelope-format/part-key';
import type { ContentKey } from '../../envelope-format/segment-cipher';
import type { ManifestSegment, SegmentDigest } from '../../envelope-format/types';
import { pictureBytesMax, pictureHeadBytes, pictureTypeOf } from '../../transfer/picture-type';
import { createSlots } from '../../transfer/slots';
import { strictUtf8 } from '../../transfer/strict-utf8';
import { HashLost } from '../file-hash/file-hash';
import type { CreateFileHash } from '../file-hash/file-hasher';
import type { OpenedFile } from './open-messages';

/** Segments being fetched, checked, decrypted and hashed at once: what bounds the memory of the page. */
export const segmentsInFlightMax = 6;

type Bytes = Uint8Array<ArrayBuffer>;
type Opened = { bodyHtml: string; files: OpenedFile[] };

/**
 * Fetches and verifies all that the manifest names: every segment's ciphertext digest and authentication, and its plaintext's
 * digest, or in version 1, which does not name that, every part's whole one. Nothing is given out before all of it has passed. Segments become Blobs at once, which the
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
  const opened = openAhead(await keysOfParts(contentKey, manifest), manifest, fetchObject);
  const collected: Opened = { bodyHtml: '', files: [] };
  let bytesDone = 0;
  for (const part of partsOf(manifest)) {
    const hash = manifest.format === 'pli-manifest-1' ? createHash(part.segments.length) : null;
    const blobs = await openPart(part, opened, hash, (bytes) => {
      bytesDone += bytes;
      onProgress(bytesDone);
    });
    if (part.kind === 'body') collected.bodyHtml = strictUtf8(await new Blob(blobs).arrayBuffer());
    else collected.files.push(await openedFile(part, blobs));
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
  keyOf: KeyOfPart,
  manifest: Manifest,
  fetchObject: (digest: SegmentDigest) => Promise<Bytes>,
): Promise<OpenedSegment>[] {
  const inFlight = createSlots(segmentsInFlightMax);
  // Few at a time, so that the first is out of the way while the others still come.
  const decrypting = createSlots(2);
  let failed = false;
  const openOne = async (part: ManifestPart, segment: ManifestSegment) => {
    const fetching = fetchObject(segment);
    fetching.catch(() => undefined); // heard of below, at its turn
    return decrypting(async () => {
      const ciphertext = await fetching;
      const plaintext = await openSegment(await keyOf(part), segment, ciphertext);
      releaseBytes(ciphertext);
      return plaintext;
    });
  };
  return partsOf(manifest)
    .flatMap((part) => part.segments.map((segment: ManifestSegment) => ({ part, segment })))
    .map(({ part, segment }) => {
      const opened = new Promise<OpenedSegment>((resolve, reject) => {
        void inFlight(async () => {
          if (failed) return;
          try {
            const plaintext = await openOne(part, segment);
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
 * Takes the part's segments off the list and gives them as Blobs. Where there is a `hash`, only when together they are the file
 * that the manifest names; else each segment has been held against the manifest by itself.
 * @throws FormatError `part-digest`
 */
async function openPart(
  part: ManifestPart,
  opened: Promise<OpenedSegment>[],
  hash: ReturnType<CreateFileHash> | null,
  onBytes: (bytes: number) => void,
): Promise<Blob[]> {
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
    const hashed = hash ? hash.add(plaintext) : Promise.resolve(releaseBytes(plaintext));
    const piece = hashed.then(() => {
      done();
      onBytes(bytes);
      return blob;
    });
    piece.catch(() => undefined);
    pieces.push(piece);
  }
  const blobs = await Promise.all(pieces);
  const sha256 = hash ? await hash.finish() : part.plaintextSha256;
  if (plaintextBytes !== part.plaintextBytes || sha256 !== part.plaintextSha256)
    throw new FormatError('part-digest', 'not the plaintext the manifest names');
  return blobs;
}

/** The mail a letter was made from; RFC 5322 messages carry this suffix everywhere. */
const originalName = 'original.eml';

async function openedFile(part: ManifestPart, blobs: Blob[]): Promise<OpenedFile> {
  const contentId = 'contentId' in part ? part.contentId : null;
  const [first] = blobs;
  const isSmall = contentId !== null && first !== undefined && part.plaintextBytes <= pictureBytesMax;
  const head = isSmall ? await first.slice(0, pictureHeadBytes).arrayBuffer() : new ArrayBuffer(0);
  return {
    partId: part.id,
    name: part.kind === 'original' ? originalName : (part.name ?? ''),
    bytes: part.plaintextBytes,
    sha256: part.plaintextSha256,
    contentId,
    picture: pictureTypeOf(new Uint8Array(head)),
    blobs,
  };
}
