import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openContent } from '../../../lib/browser/open/open-content';
import { decryptManifest } from '../../../lib/envelope-format/manifest';
import type { Manifest2, ManifestPart2 } from '../../../lib/envelope-format/manifest-2';
import { parseSeal } from '../../../lib/envelope-format/seal';
import { type SegmentDigest, segmentPlaintextBytesMax } from '../../../lib/envelope-format/types';
import { createProvider } from '../../support/build-envelope';
import { buildEnvelope2, type SampleEnvelope2, sampleParts2 } from '../../support/build-envelope-2';

const large = new Uint8Array(randomBytes(segmentPlaintextBytesMax * 2 + 11));
let envelope: SampleEnvelope2;
let manifest: Manifest2;
beforeAll(async () => {
  const parts = sampleParts2.map((part, index) => (index === 1 ? { ...part, plaintext: large } : part));
  envelope = await buildEnvelope2(await createProvider(), {}, { parts });
  const object = envelope.objects.get(parseSeal(envelope.seal).manifest.sha256) ?? new Uint8Array();
  manifest = (await decryptManifest(envelope.contentKey, object)) as Manifest2; // as built
});

const noHash = () => {
  throw new Error('a letter of version 2 is opened without a digest over whole parts');
};
const fetchObject = async ({ sha256 }: SegmentDigest) =>
  new Uint8Array(envelope.objects.get(sha256) ?? new Uint8Array());
const open = (changed: Manifest2) =>
  openContent(envelope.contentKey, changed, fetchObject, noHash, () => undefined);
const withLetter = (change: (part: ManifestPart2) => Partial<ManifestPart2>): Manifest2 => ({
  ...manifest,
  parts: manifest.parts.map((part, index) => (index === 1 ? { ...part, ...change(part) } : part)),
});

describe('opening a letter of version 2', () => {
  it('gives back exactly what was sealed, each part by its own key, without a digest over whole parts', async () => {
    const { bodyHtml, files } = await open(manifest);
    expect(bodyHtml).toContain('Bonjour');
    expect(files.map(({ name, bytes }) => [name, bytes])).toEqual([
      [manifest.parts[1]?.name, large.length],
      ['vide.bin', 0],
      ['original.eml', manifest.parts[3]?.plaintextBytes],
    ]);
    expect(Buffer.from(await new Blob(files[0]?.blobs).arrayBuffer()).equals(large)).toBe(true);
  });

  it('refuses a segment of another plaintext, segments in another order, and another part’s key', async () => {
    const refused = (changed: Manifest2) => open(changed).catch((error: unknown) => error);
    const digest = { plaintextSha256: 'b'.repeat(64) };
    expect(
      await refused(
        withLetter(({ segments: [first, ...rest] }) => ({
          segments: first ? [{ ...first, ...digest }, ...rest] : [],
        })),
      ),
    ).toMatchObject({ code: 'segment-plaintext' });
    // Whoever exchanges ciphertexts and leaves the plaintext digests in their places is found out by them.
    expect(
      await refused(
        withLetter(({ segments: [first, second, third] }) =>
          first && second && third
            ? {
                segments: [
                  { ...second, plaintextSha256: first.plaintextSha256 },
                  { ...first, plaintextSha256: second.plaintextSha256 },
                  third,
                ],
              }
            : {},
        ),
      ),
    ).toMatchObject({ code: 'segment-plaintext' });
    expect(
      await refused(withLetter(() => ({ wrappedKey: manifest.parts[2]?.wrappedKey ?? '' }))),
    ).toMatchObject({ code: 'segment-authentication' });
  });

  it('leaves the whole digest to whoever asks for it later', async () => {
    const { files } = await open(withLetter(() => ({ plaintextSha256: 'b'.repeat(64) })));
    expect(files).toHaveLength(3);
  });
});
