import { concatBytes, toHex } from '../../lib/envelope-format/bytes';
import { deriveContentKey } from '../../lib/envelope-format/content-key';
import { decryptSegment } from '../../lib/envelope-format/decrypt-segment';
import { sha256Hex } from '../../lib/envelope-format/digest';
import { FormatError } from '../../lib/envelope-format/format-error';
import { unwrapSeed } from '../../lib/envelope-format/key-packet';
import { parseManifest } from '../../lib/envelope-format/manifest';
import { openPart } from '../../lib/envelope-format/open-part';
import { parseSeal } from '../../lib/envelope-format/seal';
import { verifyEnvelope } from '../../lib/envelope-format/verify-envelope';

/** Byte strings are base64, digests and keys lower-case hex. README.md beside says what each kind asks of a reader. */
export type Vector = { description: string } & (
  | {
      kind: 'segment';
      contentKey: string;
      segment: string;
      expect: { code: string; plaintextSha256?: string };
    }
  | {
      kind: 'key-packet';
      vaultPrivateKey: string;
      keyPacket: string;
      envelopeId: string;
      segment: string;
      expect: { code: string; contentKey?: string };
    }
  | { kind: 'manifest'; manifest: string; expect: { code: string } }
  | { kind: 'seal'; seal: string; expect: { code: string } }
  | {
      kind: 'envelope';
      envelopeId: string;
      contentKey: string;
      seal: string;
      sealSignature: string;
      sealingKey: string;
      timestampResponse: string | null;
      timestampRoots: string;
      recipient: { address: string; salt: string } | null;
      /** Base64 by the SHA-256 they are stored under. */
      objects: Record<string, string>;
      /** The code of every step; `parts` is there when all steps pass: the code, or the SHA-256 of each part's plaintext. */
      expect: { steps: Record<string, string>; parts?: string | string[] };
    }
);

export type EnvelopeVector = Extract<Vector, { kind: 'envelope' }>;

// Without Buffer: the vectors run in a browser too (test/e2e/vectors-in-chromium.test.ts).
const fromHex = (hex: string) =>
  Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
const fromBase64 = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** What the readers say about a vector, in the shape of its `expect`. */
export async function runVector(vector: Vector): Promise<Vector['expect']> {
  switch (vector.kind) {
    case 'segment':
      return outcome(async () => {
        const plaintext = await decryptSegment(fromHex(vector.contentKey), fromBase64(vector.segment));
        return { plaintextSha256: await sha256Hex(plaintext) };
      });
    case 'key-packet':
      return outcome(async () => {
        const seed = await unwrapSeed(fromBase64(vector.keyPacket), vector.vaultPrivateKey);
        const contentKey = await deriveContentKey(seed, vector.envelopeId);
        await decryptSegment(contentKey, fromBase64(vector.segment));
        return { contentKey: toHex(contentKey) };
      });
    case 'manifest':
      return outcome(async () => void parseManifest(fromBase64(vector.manifest)));
    case 'seal':
      return outcome(async () => void parseSeal(fromBase64(vector.seal)));
    case 'envelope':
      return runEnvelope(vector);
  }
}

async function runEnvelope(vector: EnvelopeVector): Promise<EnvelopeVector['expect']> {
  const fetchObject = async ({ sha256 }: { sha256: string }) => fromBase64(vector.objects[sha256] ?? '');
  const contentKey = fromHex(vector.contentKey);
  const { steps, verified } = await verifyEnvelope({
    envelopeId: vector.envelopeId,
    seal: fromBase64(vector.seal),
    sealSignature: vector.sealSignature,
    sealingKey: vector.sealingKey,
    timestampResponse: vector.timestampResponse === null ? null : fromBase64(vector.timestampResponse),
    timestampRoots: vector.timestampRoots,
    recipient: vector.recipient && { ...vector.recipient, salt: fromBase64(vector.recipient.salt) },
    contentKey,
    fetchObject,
  });
  const codes = Object.fromEntries(steps.map(({ step, code }) => [step, code]));
  if (!verified) return { steps: codes };
  try {
    const digests: string[] = [];
    for (const part of verified.manifest.parts) {
      const pieces: Uint8Array[] = [];
      for await (const piece of openPart(contentKey, part, fetchObject)) pieces.push(piece);
      digests.push(await sha256Hex(concatBytes(...pieces)));
    }
    return { steps: codes, parts: digests };
  } catch (error) {
    return { steps: codes, parts: codeOf(error) };
  }
}

async function outcome<T extends object>(
  work: () => Promise<T | undefined>,
): Promise<{ code: string } & Partial<T>> {
  try {
    return { code: 'ok', ...(await work()) } as { code: string } & Partial<T>; // a spread of undefined adds nothing
  } catch (error) {
    return { code: codeOf(error) } as { code: string } & Partial<T>; // no member of T is required
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof FormatError)) throw error;
  return error.code;
}
