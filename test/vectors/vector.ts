import { parseAddendum } from '../../lib/envelope-format/addendum';
import { type BatchPlace, batchDocumentOf } from '../../lib/envelope-format/batch';
import { concatBytes, fromHex, toHex } from '../../lib/envelope-format/bytes';
import { deriveContentKey } from '../../lib/envelope-format/content-key';
import { decryptSegment } from '../../lib/envelope-format/decrypt-segment';
import { sha256Hex } from '../../lib/envelope-format/digest';
import { followAddenda } from '../../lib/envelope-format/envelope-state';
import { FormatError } from '../../lib/envelope-format/format-error';
import { unwrapSeed } from '../../lib/envelope-format/key-packet';
import { type ManifestPart, parseManifest, partsOf } from '../../lib/envelope-format/manifest';
import { openPart } from '../../lib/envelope-format/open-part';
import { openSegment } from '../../lib/envelope-format/open-segment';
import { keysOfParts, partKeysOf } from '../../lib/envelope-format/part-key';
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
      /** Of the format; 1 where it is not there. */
      version?: 2;
      segment: string;
      expect: { code: string; contentKey?: string };
    }
  | { kind: 'manifest'; manifest: string; expect: { code: string } }
  | { kind: 'seal'; seal: string; expect: { code: string } }
  | { kind: 'addendum'; addendum: string; expect: { code: string } }
  | {
      kind: 'part-key';
      contentKey: string;
      wrappedKey: string;
      /** Encrypted under the part's key. */
      segment: string;
      expect: { code: string; partKey?: string };
    }
  | {
      kind: 'batch';
      document: string;
      place: BatchPlace;
      /** SHA-256 of the signed bytes. */
      expect: { code: string; signedSha256?: string };
    }
  | { kind: 'chain'; seal: string; addenda: string[]; expect: { code: string; state?: ChainState } }
  | {
      kind: 'envelope';
      envelopeId: string;
      contentKey: string;
      seal: string;
      sealSignature: string;
      sealingKey: string;
      timestampResponse: string | null;
      timestampRoots: string;
      recipient: PlaceInVector | null;
      /** From version 2 on. */
      batch?: BatchPlace | null;
      named?: PlaceInVector[];
      addenda?: {
        document: string;
        batch: BatchPlace | null;
        signature: string;
        sealingKey: string;
        timestampResponse: string | null;
      }[];
      /** Base64 by the SHA-256 they are stored under. */
      objects: Record<string, string>;
      /**
       * The code of every step, in version 2 the outcome too. When all steps pass: in `parts` the code, or the SHA-256 of each part's
       * plaintext; in `streamed`, from version 2 on, the same for a reader that takes segment by segment without the whole digest.
       */
      expect: {
        steps: Record<string, string>;
        outcome?: string;
        withdrawn?: boolean;
        parts?: string | string[];
        streamed?: string | string[];
      };
    }
);

type PlaceInVector = { address: string; salt: string; kind?: 'to' | 'cc' | 'bcc'; name?: string };
type ChainState = {
  recipients: number;
  withdrawn: number;
  availableUntil: string;
  takenBack: boolean;
  contentDestroyed: boolean;
};

export type EnvelopeVector = Extract<Vector, { kind: 'envelope' }>;

// Without Buffer: the vectors run in a browser too (test/e2e/vectors-in-chromium.test.ts).
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
        const contentKey = await deriveContentKey(seed, vector.envelopeId, vector.version ?? 1);
        await decryptSegment(contentKey, fromBase64(vector.segment));
        return { contentKey: toHex(contentKey) };
      });
    case 'manifest':
      return outcome(async () => void parseManifest(fromBase64(vector.manifest)));
    case 'seal':
      return outcome(async () => void parseSeal(fromBase64(vector.seal)));
    case 'addendum':
      return outcome(async () => void parseAddendum(fromBase64(vector.addendum)));
    case 'part-key':
      return outcome(async () => {
        const keys = await partKeysOf(fromHex(vector.contentKey));
        await decryptSegment(await keys.unwrap(vector.wrappedKey), fromBase64(vector.segment));
        return { partKey: toHex(await keys.unwrapBytes(vector.wrappedKey)) };
      });
    case 'batch':
      return outcome(async () => ({
        signedSha256: await sha256Hex(await batchDocumentOf(fromBase64(vector.document), vector.place)),
      }));
    case 'chain':
      return outcome(async () => ({ state: await runChain(vector) }));
    case 'envelope':
      return runEnvelope(vector);
  }
}

async function runChain({ seal, addenda }: { seal: string; addenda: string[] }): Promise<ChainState> {
  const state = await followAddenda(fromBase64(seal), addenda.map(fromBase64));
  return {
    recipients: state.recipientHashes.size,
    withdrawn: state.withdrawnHashes.size,
    availableUntil: state.availableUntil,
    takenBack: state.takenBackAt !== null,
    contentDestroyed: state.contentDestroyedAt !== null,
  };
}

const bytesOrNull = (base64: string | null) => (base64 === null ? null : fromBase64(base64));

async function runEnvelope(vector: EnvelopeVector): Promise<EnvelopeVector['expect']> {
  const fetchObject = async ({ sha256 }: { sha256: string }) => fromBase64(vector.objects[sha256] ?? '');
  const contentKey = fromHex(vector.contentKey);
  const placeOf = (place: PlaceInVector) => ({ ...place, salt: fromBase64(place.salt) });
  const { batch, named = [], addenda = [] } = vector;
  const {
    steps,
    outcome: said,
    verified,
  } = await verifyEnvelope({
    envelopeId: vector.envelopeId,
    seal: fromBase64(vector.seal),
    ...(batch === undefined ? {} : { batch }),
    sealSignature: vector.sealSignature,
    sealingKey: vector.sealingKey,
    timestampResponse: bytesOrNull(vector.timestampResponse),
    timestampRoots: vector.timestampRoots,
    addenda: addenda.map((one) => ({
      ...one,
      document: fromBase64(one.document),
      timestampResponse: bytesOrNull(one.timestampResponse),
    })),
    recipient: vector.recipient && placeOf(vector.recipient),
    named: named.map(placeOf),
    contentKey,
    fetchObject,
  });
  const isVersion2 = batch !== undefined;
  const codes = {
    steps: Object.fromEntries(steps.map(({ step, code }) => [step, code])),
    ...(isVersion2 ? { outcome: said } : {}),
  };
  if (!verified) return codes;
  const { manifest, withdrawn } = verified;
  const keyOf = await keysOfParts(contentKey, manifest);
  const read = async (piecesOf: (part: ManifestPart) => AsyncIterable<Uint8Array>) => {
    try {
      const digests: string[] = [];
      for (const part of partsOf(manifest)) {
        const pieces: Uint8Array[] = [];
        for await (const piece of piecesOf(part)) pieces.push(piece);
        digests.push(await sha256Hex(concatBytes(...pieces)));
      }
      return digests;
    } catch (error) {
      return codeOf(error);
    }
  };
  const parts = await read(async function* (part) {
    yield* openPart(await keyOf(part), part, fetchObject);
  });
  if (!isVersion2) return { ...codes, parts };
  const streamed = await read(async function* (part) {
    const key = await keyOf(part);
    for (const segment of part.segments) yield await openSegment(key, segment, await fetchObject(segment));
  });
  return { ...codes, withdrawn, parts, streamed };
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
