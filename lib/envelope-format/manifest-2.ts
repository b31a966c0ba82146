import { z } from 'zod';
import {
  arePartsOf2InOrder,
  attachmentsMax,
  canonicalUuidSchema,
  fileNameSchema,
  moreSchema,
  partPlaintextBytes,
  partSegmentsSchema,
  segmentDigestSchema,
  sha256HexSchema,
  textSchema,
} from './part-schema';
import { wellFormed } from './well-formed';

/** What a sender says of a letter beside its text, as mails do (RFC 4021: Importance, Sensitivity; RFC 8098). */
export const letterMarksSchema = z.strictObject({
  importance: z.enum(['low', 'normal', 'high']),
  /** For the person addressed, not for who reads his letters with him. */
  personal: z.boolean(),
  /** A confirmation of reading is wished. */
  readConfirmation: z.boolean(),
  /** No answer is wished. */
  noReply: z.boolean(),
});
export type LetterMarks = z.infer<typeof letterMarksSchema>;

/** What a letter's marks say that is worth a word to its reader. */
export const markNames = [
  'importanceHigh',
  'importanceLow',
  'personal',
  'readConfirmation',
  'noReply',
] as const;
export type MarkName = (typeof markNames)[number];

/** The marks to show, in their order; none for most letters. */
export function shownMarks({ importance, ...marks }: LetterMarks): MarkName[] {
  const isSaid: Record<MarkName, boolean> = {
    importanceHigh: importance === 'high',
    importanceLow: importance === 'low',
    personal: marks.personal,
    readConfirmation: marks.readConfirmation,
    noReply: marks.noReply,
  };
  return markNames.filter((name) => isSaid[name]);
}

/** What most letters say. */
export const plainMarks: LetterMarks = {
  importance: 'normal',
  personal: false,
  readConfirmation: false,
  noReply: false,
};

const partShape = z.strictObject({
  id: canonicalUuidSchema,
  kind: z.enum(['body', 'attachment', 'original']),
  /** File name, Unicode NFC, of attachments only; never trusted by a reader. */
  name: fileNameSchema.nullable(),
  /** Never trusted by a reader. */
  mediaType: textSchema(255),
  /** Of attachments only (RFC 2183). */
  disposition: z.enum(['attachment', 'inline']).nullable(),
  /** By which the body names it, without brackets (RFC 2392); of attachments only. */
  contentId: z
    .string()
    .regex(/^[!-;=?-~]{1,255}$/)
    .nullable(),
  /** The part's key, wrapped (part-key.ts): 40 bytes in hex. */
  wrappedKey: z.string().regex(/^[0-9a-f]{80}$/),
  plaintextBytes: z.int().min(0),
  plaintextSha256: sha256HexSchema,
  segments: z
    .array(segmentDigestSchema.extend({ plaintextSha256: sha256HexSchema }))
    .refine((segments) => partSegmentsSchema.safeParse(segments.map(storedOf)).success, 'segments'),
  more: moreSchema,
});
const partSchema2 = partShape
  .refine(hasWhatItsKindHas, 'members that its kind has, and no other')
  .refine(
    (part) => partPlaintextBytes(part.segments) === part.plaintextBytes,
    'size of the part and of its segments',
  );

/** docs/envelope-format.md, section "Manifest, version 2". */
export const manifestSchema2 = z.strictObject({
  format: z.literal('pli-manifest-2'),
  envelopeId: canonicalUuidSchema,
  title: textSchema(1_000),
  /** Of the seal's `titleHash`: 32 bytes in hex. */
  titleSalt: sha256HexSchema,
  ...letterMarksSchema.shape,
  parts: z
    .array(partSchema2)
    .min(1)
    .max(2 + attachmentsMax)
    .refine(arePartsOf2InOrder, 'one body first, an original last, no id twice'),
  more: moreSchema,
});

/** Canonical JSON (RFC 8785), stored as one OpenPGP message under the content key. */
export type Manifest2 = z.infer<typeof manifestSchema2>;
export type ManifestPart2 = z.infer<typeof partShape>;

/** What a sender describes; parts in their order, the body first. */
export type Manifest2Input = Omit<Manifest2, 'format'>;

/** A manifest from what the sender dropped: names in NFC, characters that UTF-8 cannot carry replaced. */
export function buildManifest2({ title, parts, ...rest }: Manifest2Input): Manifest2 {
  return {
    format: 'pli-manifest-2',
    ...rest,
    title: wellFormed(title),
    parts: parts.map((part) => ({
      ...part,
      name: part.name === null ? null : wellFormed(part.name).normalize('NFC'),
    })),
  };
}

function hasWhatItsKindHas({
  kind,
  name,
  disposition,
  contentId,
  mediaType,
}: Pick<ManifestPart2, 'kind' | 'name' | 'disposition' | 'contentId' | 'mediaType'>): boolean {
  if (kind === 'attachment') return name !== null && disposition !== null;
  const bare = name === null && disposition === null && contentId === null;
  return bare && (kind === 'body' || mediaType === 'message/rfc822');
}

const storedOf = ({ sha256, ciphertextBytes }: { sha256: string; ciphertextBytes: number }) => ({
  sha256,
  ciphertextBytes,
});
