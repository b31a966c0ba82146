import { z } from 'zod';
import {
  arePartsOf2InOrder,
  attachmentsMax,
  canonicalUuidSchema,
  fileNameSchema,
  moreOf,
  moreSchema,
  partPlaintextBytes,
  partSegmentsSchema,
  segmentDigestSchema,
  sha256HexSchema,
  textSchema,
} from './part-schema';
import { wellFormed } from './well-formed';

/** Marks that say yes or no, and stand in every manifest of version 2. */
const firstFlags = [
  /** For the person addressed, not for who reads his letters with him. */
  'personal',
  /** A confirmation of reading is wished. */
  'readConfirmation',
  /** No answer is wished. */
  'noReply',
] as const;
/** Those that came later: each stands in `more`, as `true` or not at all, and is passed over by who does not know it. None yet. */
const laterFlags = [] as const satisfies readonly string[];

/** All marks that say yes or no, in the order in which they are offered: page, command, help and tests have theirs from here. */
export const letterFlags = [...firstFlags, ...laterFlags] as const;
export type LetterFlag = (typeof letterFlags)[number];

/** Something for each flag of a list. */
export function flagsBy<Flag extends string, T>(
  flags: readonly Flag[],
  of: (flag: Flag) => T,
): Record<Flag, T> {
  // made of these flags, each once
  return Object.fromEntries(flags.map((flag) => [flag, of(flag)])) as Record<Flag, T>;
}

const importance = z.enum(['low', 'normal', 'high']);

/** What a sender says of a letter beside its text, as mails do (RFC 4021: Importance, Sensitivity; RFC 8098). */
export const letterMarksSchema = z.strictObject({
  importance,
  ...flagsBy(letterFlags, () => z.boolean()),
});
export type LetterMarks = z.infer<typeof letterMarksSchema>;

/** What a letter's marks say that is worth a word to its reader. */
export const markNames = ['importanceHigh', 'importanceLow', ...letterFlags] as const;
export type MarkName = (typeof markNames)[number];

/** The marks to show, in their order; none for most letters. */
export function shownMarks({ importance, ...flags }: LetterMarks): MarkName[] {
  const isSaid: Record<MarkName, boolean> = {
    importanceHigh: importance === 'high',
    importanceLow: importance === 'low',
    ...flags,
  };
  return markNames.filter((name) => isSaid[name]);
}

/** What most letters say. */
export const plainMarks: LetterMarks = { importance: 'normal', ...flagsBy(letterFlags, () => false) };

/** All that a manifest marks its letter with. In `more`, anything but what this program would write there is passed over. */
export function marksIn(manifest: Manifest2): LetterMarks {
  return {
    importance: manifest.importance,
    ...flagsBy(firstFlags, (flag) => manifest[flag]),
    ...flagsBy(laterFlags, (flag) => manifest.more?.[flag] === true),
  };
}

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
  importance,
  ...flagsBy(firstFlags, () => z.boolean()),
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
export type Manifest2Input = Pick<Manifest2, 'envelopeId' | 'title' | 'titleSalt' | 'parts' | 'more'> & {
  marks: LetterMarks;
};

/** A manifest from what the sender dropped: names in NFC, characters that UTF-8 cannot carry replaced. */
export function buildManifest2({ title, marks, parts, more, ...rest }: Manifest2Input): Manifest2 {
  return {
    format: 'pli-manifest-2',
    ...rest,
    title: wellFormed(title),
    importance: marks.importance,
    ...flagsBy(firstFlags, (flag) => marks[flag]),
    parts: parts.map((part) => ({
      ...part,
      name: part.name === null ? null : wellFormed(part.name).normalize('NFC'),
    })),
    ...moreOf(
      flagsBy(laterFlags, (flag) => marks[flag] || undefined),
      more,
    ),
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
