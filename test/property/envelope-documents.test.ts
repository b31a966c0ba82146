import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from '../../lib/envelope-format/bytes';
import { sha256, sha256Hex } from '../../lib/envelope-format/digest';
import { FormatError } from '../../lib/envelope-format/format-error';
import { createIncrementalSha256 } from '../../lib/envelope-format/incremental-sha256';
import {
  buildManifest,
  decryptManifest,
  encryptManifest,
  parseManifest,
} from '../../lib/envelope-format/manifest';
import { openPart } from '../../lib/envelope-format/open-part';
import { parseSeal } from '../../lib/envelope-format/seal';
import { importContentKey } from '../../lib/envelope-format/segment-cipher';
import { segmentCiphertextBytes } from '../../lib/envelope-format/segment-layout';
import { segmentPlaintextBytesMax } from '../../lib/envelope-format/types';
import { verifyEnvelope } from '../../lib/envelope-format/verify-envelope';
import { TimestampError } from '../../lib/timestamp/timestamp-error';
import { verifyTimestampResponse } from '../../lib/timestamp/verify-timestamp-response';
import {
  buildEnvelope,
  createProvider,
  envelopeId,
  type Provider,
  partIds,
  type SampleEnvelope,
} from '../support/build-envelope';
import { flipBits } from '../support/flip-bits';
import { pattern } from '../support/pattern';
import { runs } from '../support/runs';

const keyBytes = randomBytes(32);
let key: CryptoKey;
let provider: Provider;
let whole: SampleEnvelope;
beforeAll(async () => {
  key = await importContentKey(keyBytes);
  provider = await createProvider();
  whole = await buildEnvelope(provider);
});

describe('a manifest', () => {
  const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
  it('carries any subject and any file name a browser can give', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 100 }), names, async (subject, name) => {
        fc.pre(name.normalize('NFC').length > 0);
        const digest = { sha256: 'a'.repeat(64), ciphertextBytes: segmentCiphertextBytes(0) };
        const part = {
          mediaType: '',
          plaintextBytes: 0,
          plaintextSha256: 'b'.repeat(64),
          segments: [digest],
        };
        const manifest = buildManifest({
          envelopeId,
          subject,
          parts: [
            { ...part, id: partIds.body, kind: 'body' },
            { ...part, id: partIds.letter, kind: 'attachment', name },
          ],
        });
        expect(await decryptManifest(key, await encryptManifest(key, manifest))).toEqual(manifest);
        expect(manifest.parts[1]?.name).toBe(name.normalize('NFC'));
      }),
    );
  });
});

describe('documents', () => {
  it('are refused with any other byte, and never by an unexpected error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const seal = flipBits(whole.seal, place % whole.seal.length, change);
        const { steps, verified } = await verifyEnvelope({
          ...whole,
          seal,
          timestampResponse: null,
          fetchObject,
        });
        expect(verified).toBeNull();
        expect(steps.find(({ step }) => step === 'signature')?.code).toBe('signature-invalid');
      }),
      { numRuns: runs(150) },
    );
    for (const parse of [parseSeal, parseManifest]) {
      fc.assert(
        fc.property(
          fc.oneof(
            fc.json().map((json) => new TextEncoder().encode(json)),
            fc.uint8Array(),
          ),
          (bytes) => {
            expect(() => parse(bytes)).toThrow(FormatError);
          },
        ),
      );
    }
  });
});

describe('a signature, a timestamp', () => {
  it('with any other octet in the signature is refused', async () => {
    const armour = whole.sealSignature.split('\n');
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom('A', 'B', '/', '9'), async (place, letter) => {
        const line = armour[2] ?? '';
        const at = place % line.length;
        fc.pre(line[at] !== letter);
        const changed = [
          ...armour.slice(0, 2),
          line.slice(0, at) + letter + line.slice(at + 1),
          ...armour.slice(3),
        ];
        const { verified } = await verifyEnvelope({
          ...whole,
          sealSignature: changed.join('\n'),
          fetchObject,
        });
        expect(verified).toBeNull();
      }),
      { numRuns: runs(60) },
    );
  });

  it('with any bit of the token flipped is refused, or says exactly the same', async () => {
    const response = new Uint8Array(whole.timestampResponse ?? []);
    const expected = { sha256: await sha256(whole.seal), rootsPem: whole.timestampRoots };
    const honest = await verifyTimestampResponse(response, expected);
    let refused = 0;
    let tries = 0;
    for (let bit = 0; bit < response.length * 8; bit += 11) {
      const changed = flipBits(response, bit >> 3, 1 << (bit & 7));
      tries += 1;
      try {
        expect(await verifyTimestampResponse(changed, expected)).toEqual(honest);
      } catch (error) {
        expect(error).toBeInstanceOf(TimestampError);
        refused += 1;
      }
    }
    expect(refused / tries).toBeGreaterThan(0.9);
  });
});

describe('a part of several segments', () => {
  it('is refused with its segments in another order or one in place of another, even when manifest and seal agree', async () => {
    const plaintext = pattern(2 * segmentPlaintextBytesMax + 10);
    const body = { id: partIds.body, kind: 'body' as const, mediaType: 'text/html', plaintext: pattern(5) };
    const scan = {
      id: partIds.letter,
      kind: 'attachment' as const,
      name: 'scan.pdf',
      mediaType: '',
      plaintext,
    };
    for (const [first, second] of [
      [0, 1],
      [1, 0],
      [0, 0],
    ] as const) {
      const reorder = <S>([a, b, c]: readonly S[]): S[] => {
        const full = [a, b] as [S, S]; // the part has three segments
        return [full[first], full[second], c as S];
      };
      const change = <P extends { segments: readonly unknown[] }>(parts: readonly P[]) =>
        parts.map((part, index) => (index === 1 ? { ...part, segments: reorder(part.segments) } : part));
      const envelope = await buildEnvelope(
        provider,
        {
          manifest: (manifest) => ({ ...manifest, parts: change(manifest.parts) }),
          seal: (seal) => ({ ...seal, parts: change(seal.parts) }),
        },
        { parts: [body, scan] },
      );
      const read = fetchFrom(envelope);
      const { verified } = await verifyEnvelope({ ...envelope, fetchObject: read });
      const part = verified?.manifest.parts[1];
      if (!part) throw new Error('the documents agree');
      const opened = (async () => {
        const digest = await createIncrementalSha256();
        for await (const segment of openPart(envelope.contentKey, part, read)) digest.update(segment);
        return digest.finish();
      })();
      if (first === 0 && second === 1) expect(await opened).toBe(await sha256Hex(plaintext));
      else await expect(opened).rejects.toMatchObject({ code: 'part-digest' });
    }
  });
});

const fetchFrom =
  ({ objects }: SampleEnvelope) =>
  async ({ sha256 }: { sha256: string }) =>
    objects.get(sha256) ?? new Uint8Array();
const fetchObject = (digest: { sha256: string }) => fetchFrom(whole)(digest);
