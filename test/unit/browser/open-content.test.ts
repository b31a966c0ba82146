import { createHash as createNodeHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createLocalFileHash, createOnePieceHash, HashLost } from '../../../lib/browser/file-hash/file-hash';
import { openContent, segmentsInFlightMax } from '../../../lib/browser/open/open-content';
import { sha256Hex } from '../../../lib/envelope-format/digest';
import { encryptSegment } from '../../../lib/envelope-format/encrypt-segment';
import type { Manifest1, ManifestPart1, SegmentDigest } from '../../../lib/envelope-format/types';
import { segmentPlaintextBytesMax } from '../../../lib/envelope-format/types';

const contentKey = new Uint8Array(32).fill(7);
const createHash = (pieces: number) => (pieces === 1 ? createOnePieceHash() : createLocalFileHash());
const bodyText = '<p>Bonjour, à bientôt</p>';

/** An envelope's stored objects by digest, and the manifest over them. */
async function sealParts(files: Uint8Array[]) {
  const objects = new Map<string, Uint8Array<ArrayBuffer>>();
  const seal = async (plaintext: Uint8Array, named: Pick<ManifestPart1, 'id' | 'kind' | 'mediaType'>) => {
    const segments: SegmentDigest[] = [];
    for (let start = 0; start === 0 || start < plaintext.length; start += segmentPlaintextBytesMax) {
      const slice = plaintext.subarray(start, start + segmentPlaintextBytesMax);
      const ciphertext = await encryptSegment(contentKey, slice);
      const sha256 = await sha256Hex(ciphertext);
      objects.set(sha256, ciphertext);
      segments.push({ sha256, ciphertextBytes: ciphertext.length });
    }
    const plaintextSha256 = createNodeHash('sha256').update(plaintext).digest('hex');
    return { ...named, plaintextBytes: plaintext.length, plaintextSha256, segments };
  };
  const parts: ManifestPart1[] = [
    await seal(new TextEncoder().encode(bodyText), { id: 'body', kind: 'body', mediaType: 'text/html' }),
  ];
  for (const [n, file] of files.entries()) {
    const part = await seal(file, { id: `f${n}`, kind: 'attachment', mediaType: 'image/svg+xml' });
    parts.push({ ...part, name: `f${n}` });
  }
  const manifest: Manifest1 = { format: 'pli-manifest-1', envelopeId: 'e', subject: 's', parts };
  return { objects, manifest };
}

const large = randomBytes(segmentPlaintextBytesMax * 2 + 11);

describe('opening what a verified manifest names', () => {
  it('gives back exactly what was sealed, an empty file too', async () => {
    const { objects, manifest } = await sealParts([large, new Uint8Array(0)]);
    const seen: number[] = [];
    const opened = await openContent(contentKey, manifest, fetchFrom(objects), createHash, (bytes) =>
      seen.push(bytes),
    );
    expect(opened.bodyHtml).toBe(bodyText);
    expect(opened.files.map(({ bytes }) => bytes)).toEqual([large.length, 0]);
    const saved = Buffer.from(await new Blob(opened.files[0]?.blobs).arrayBuffer());
    expect(saved.equals(large)).toBe(true);
    expect(seen.at(-1)).toBe(large.length + bodyText.length + 2);
    expect(opened.files.flatMap(({ blobs }) => blobs).every(({ type }) => type === '')).toBe(true);
  });

  it('begins again by itself when the hashing thread ends: that is no fault of the envelope', async () => {
    const { objects, manifest } = await sealParts([large]);
    let lost = 0;
    const createLostHash = (pieces: number) => {
      const hash = createHash(pieces);
      if (pieces === 1 || lost === 2) return hash;
      lost += 1;
      return { ...hash, finish: () => Promise.reject(new HashLost('ended')) };
    };
    const opened = await openContent(
      contentKey,
      manifest,
      fetchFrom(objects),
      createLostHash,
      () => undefined,
    );
    expect(lost).toBe(2);
    expect(Buffer.from(await new Blob(opened.files[0]?.blobs).arrayBuffer()).equals(large)).toBe(true);
  });

  it('never holds more segments than its bound', async () => {
    const { objects, manifest } = await sealParts([1, 2, 3, 4, 5, 6, 7, 8].map((n) => new Uint8Array(n)));
    let open = 0;
    let peak = 0;
    await openContent(
      contentKey,
      manifest,
      async (digest) => {
        open += 1;
        peak = Math.max(peak, open);
        await new Promise((resolve) => setTimeout(resolve, 3));
        open -= 1;
        return fetchFrom(objects)(digest);
      },
      createHash,
      () => undefined,
    );
    expect(peak).toBe(segmentsInFlightMax);
  });

  it.each([
    [
      'a flipped bit',
      (bytes: Uint8Array) => bytes.map((octet, at) => (at === 70 ? octet ^ 1 : octet)),
      'segment-digest',
    ],
    ['a cut end', (bytes: Uint8Array) => bytes.slice(0, -1), 'segment-digest'],
    ['an empty object', () => new Uint8Array(0), 'segment-digest'],
  ])('refuses %s in the last segment, and gives nothing out', async (_, damage, code) => {
    const { objects, manifest } = await sealParts([large]);
    const last = manifest.parts[1]?.segments.at(-1)?.sha256 ?? '';
    objects.set(last, new Uint8Array(damage(objects.get(last) ?? new Uint8Array())));
    await expect(
      openContent(contentKey, manifest, fetchFrom(objects), createHash, () => undefined),
    ).rejects.toMatchObject({ code });
  });

  it('refuses segments of one file in another order', async () => {
    const { objects, manifest } = await sealParts([large]);
    const [body, file] = manifest.parts;
    if (!body || !file) throw new Error('two parts');
    const [first, second, third] = file.segments;
    if (!first || !second || !third) throw new Error('three segments');
    const swapped = { ...manifest, parts: [body, { ...file, segments: [second, first, third] }] };
    await expect(
      openContent(contentKey, swapped, fetchFrom(objects), createHash, () => undefined),
    ).rejects.toMatchObject({
      code: 'part-digest',
    });
  });

  it('fetches nothing more after a failure', async () => {
    const files = Array.from({ length: 30 }, (_, n) => new Uint8Array(n));
    const { objects, manifest } = await sealParts(files);
    objects.delete(manifest.parts[3]?.segments[0]?.sha256 ?? '');
    let fetched = 0;
    const counting = (digest: SegmentDigest) => {
      fetched += 1;
      return fetchFrom(objects)(digest);
    };
    await expect(openContent(contentKey, manifest, counting, createHash, () => undefined)).rejects.toThrow(
      'absent',
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(fetched).toBeLessThanOrEqual(4 + segmentsInFlightMax);
  });

  it('passes on that an object cannot be fetched', async () => {
    const { manifest } = await sealParts([large]);
    await expect(
      openContent(contentKey, manifest, fetchFrom(new Map()), createHash, () => undefined),
    ).rejects.toThrow('absent');
  });
});

function fetchFrom(objects: ReadonlyMap<string, Uint8Array<ArrayBuffer>>) {
  return async ({ sha256 }: SegmentDigest) => {
    const bytes = objects.get(sha256);
    if (!bytes) throw new Error('absent');
    return bytes.slice(); // what is given is used up
  };
}
