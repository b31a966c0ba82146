import { z } from 'zod';
import type { Bytes } from './bytes';
import { type DocumentKind, encodeCanonicalJson, parseDocument } from './canonical-json';
import { FormatError } from './format-error';
import { canonicalUuidSchema, instantSchema, moreSchema, sha256HexSchema } from './part-schema';
import { partySchema } from './seal-2';

const changeSchema = z.discriminatedUnion('kind', [
  /** By a hash like those of the seal; it was not among them. */
  z.strictObject({ kind: z.literal('recipient-added'), recipientHash: sha256HexSchema }),
  z.strictObject({ kind: z.literal('recipient-withdrawn'), recipientHash: sha256HexSchema }),
  /** Takes the place of `expiresAt`, earlier or later. */
  z.strictObject({ kind: z.literal('available-until'), until: instantSchema }),
  /** Before it was released to anybody. */
  z.strictObject({ kind: z.literal('taken-back') }),
  /** The last key was destroyed. `heldElsewhere` commits to how many other letters hold how many of the parts. */
  z.strictObject({ kind: z.literal('content-destroyed'), heldElsewhere: sha256HexSchema }),
]);
const changeKinds: ReadonlySet<unknown> = new Set(changeSchema.options.map(({ shape }) => shape.kind.value));

const addendumSchema = z.strictObject({
  format: z.literal('pli-addendum-1'),
  envelopeId: canonicalUuidSchema,
  /** From 1. */
  number: z.int().min(1),
  /** SHA-256 of the canonical bytes of the seal (of number 1), or of the addendum before. */
  follows: sha256HexSchema,
  at: instantSchema,
  /** Null: the server by itself, as a rule of an organisation asks. */
  author: partySchema.nullable(),
  /** What one act changed. */
  changes: z.array(changeSchema).min(1).max(10_000),
  more: moreSchema,
});

/** What came after the seal; canonical JSON (RFC 8785), signed and time-stamped as a seal is (batch.ts). */
export type Addendum = z.infer<typeof addendumSchema>;
export type AddendumChange = Addendum['changes'][number];

const addendumKind: DocumentKind<Addendum> = {
  name: 'addendum',
  versions: new Map([[1, addendumSchema]]),
  code: 'addendum-invalid',
};

/** An addendum; `follows` is `documentDigest` of what stands before it. */
export function buildAddendum({ at, ...rest }: Omit<Addendum, 'format' | 'at'> & { at: Date }): Addendum {
  return { format: 'pli-addendum-1', ...rest, at: at.toISOString() };
}

/**
 * The exact bytes: canonical JSON (RFC 8785).
 * @throws FormatError `addendum-invalid` where a reader would refuse it
 */
export function encodeAddendum(addendum: Addendum): Bytes {
  const bytes = encodeCanonicalJson(addendum);
  parseAddendum(bytes);
  return bytes;
}

/**
 * Reads an addendum strictly. A kind of change that this program does not know is a newer one: it must not be passed over.
 * @throws FormatError `addendum-invalid`, `format-newer`
 */
export function parseAddendum(bytes: Uint8Array): Addendum {
  try {
    return parseDocument(bytes, addendumKind);
  } catch (error) {
    const [unknown] = unknownKinds(bytes);
    if (unknown !== undefined) throw new FormatError('format-newer', unknown, { cause: error });
    throw error;
  }
}

const looseSchema = z.looseObject({
  format: z.literal('pli-addendum-1'),
  changes: z.array(z.looseObject({ kind: z.string().regex(/^[a-z]+(-[a-z]+)*$/) })),
});

function unknownKinds(bytes: Uint8Array): string[] {
  try {
    const { changes } = looseSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    return changes.map(({ kind }) => kind).filter((kind) => !changeKinds.has(kind));
  } catch {
    return []; // not even that much
  }
}
