import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const storedSegment = z.object({
  index: z.int().min(0),
  sha256,
  ciphertextBytes: z.int().min(1),
  prefixSha256: sha256,
});

const addressee = z.object({ address: z.string(), name: z.string().optional() });

const draftAttachment = z.object({
  partId: z.uuid(),
  name: z.string(),
  mediaType: z.string(),
  bytes: z.int().min(0),
  /** Of the File: tells a person's file from another of the same name and size. */
  lastModified: z.number(),
  /** Known once the part was stored whole. */
  plaintextSha256: sha256.nullable(),
  /** What the server had acknowledged when this was saved. */
  segments: z.array(storedSegment),
});

/** What the browser autosaves, encrypted under the envelope's content key; nobody but the author's browser reads it. */
export const draftContent = z.object({
  format: z.literal('pli-draft-1'),
  fromAddress: z.string(),
  to: z.array(addressee),
  cc: z.array(addressee),
  bcc: z.array(addressee),
  title: z.string(),
  html: z.string(),
  expiresInDays: z.int().min(1).max(365),
  attachments: z.array(draftAttachment),
});

export type DraftContent = z.infer<typeof draftContent>;
export type DraftAttachment = z.infer<typeof draftAttachment>;

/** What a person writes, without the attachments. */
export type DraftText = Omit<DraftContent, 'format' | 'attachments'>;

/** @throws ZodError or SyntaxError when the text is not a draft of this format */
export function parseDraftContent(text: string): DraftContent {
  return draftContent.parse(JSON.parse(text));
}
