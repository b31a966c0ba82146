import { z } from 'zod';
import { letterMarksSchema, plainMarks } from '../../envelope-format/manifest-2';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const segment = z.object({ index: z.int().min(0), sha256, ciphertextBytes: z.int().min(1) });

const addressee = z.object({ address: z.string(), name: z.string().optional() });

const file = z.object({
  partId: z.uuid(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int().min(0),
  /** Of the File: tells a person's file from another of the same name and size. */
  lastModified: z.number(),
  /** Known once the part was stored whole, or as it is to be carried. */
  plaintextSha256: sha256.nullable(),
});

const draftAttachment = file.extend({
  /** The part's key as a manifest names it; null while nothing is stored under it, and in version 1. */
  wrappedKey: z.string().nullable(),
  /** By which the text names a picture that stands in it; null for an attachment. */
  contentId: z.string().nullable(),
  /** What the server had acknowledged when this was saved; a plaintext's digest is missing where a page from before uploaded it. */
  segments: z.array(segment.extend({ plaintextSha256: sha256.nullable() })),
});

/** Of a page that knew fewer marks or more: one that was not known then is as in most letters, one that is not known here is passed over. */
const marks = z
  .looseObject({})
  .transform((said) => ({ ...plainMarks, ...said }))
  .pipe(z.object(letterMarksSchema.shape));

const text = {
  fromAddress: z.string(),
  to: z.array(addressee),
  cc: z.array(addressee),
  bcc: z.array(addressee),
  title: z.string(),
  html: z.string(),
  expiresInDays: z.int().min(1).max(365),
  /** Absent: none. */
  marks: marks.optional(),
  /** The letter it answers. */
  inReplyTo: z.uuid().optional(),
  /** Those it passes on. */
  forwards: z.array(z.uuid()).optional(),
};

/** What the browser autosaves, encrypted under the envelope's content key; nobody but the author's browser reads it. */
const draftContent = z.object({
  format: z.literal('pli-draft-2'),
  ...text,
  attachments: z.array(draftAttachment),
});

/** What a page from before saved: of a file that was not stored whole, what was stored proves nothing any more. */
const draftContent1 = z
  .object({
    format: z.literal('pli-draft-1'),
    ...text,
    attachments: z.array(file.extend({ segments: z.array(segment) })),
  })
  .transform(
    ({ attachments, ...others }): DraftContent => ({
      ...others,
      format: 'pli-draft-2',
      attachments: attachments.map(({ segments, ...described }) => ({
        ...described,
        wrappedKey: null,
        contentId: null,
        segments:
          described.plaintextSha256 === null
            ? []
            : segments.map((stored) => ({ ...stored, plaintextSha256: null })),
      })),
    }),
  );

export type DraftContent = z.infer<typeof draftContent>;
export type DraftAttachment = z.infer<typeof draftAttachment>;

/** What a person writes, without the attachments. */
export type DraftText = Omit<DraftContent, 'format' | 'attachments'>;

/** Of what is saved, what a person writes. */
export function textOf({ format: _, attachments: __, ...written }: DraftContent): DraftText {
  return written;
}

/** @throws ZodError or SyntaxError when the text is not a draft of this format, or of the one before */
export function parseDraftContent(saved: string): DraftContent {
  return z.union([draftContent, draftContent1]).parse(JSON.parse(saved));
}
