import { v7 as uuidv7 } from 'uuid';
import type { SealRequest } from '../../envelope/wire';
import { buildManifest, encodeManifest } from '../../envelope-format/manifest';
import type { ManifestPart1 } from '../../envelope-format/types';
import { sealedTitle } from '../../writing/seal-request';
import type { UploadClient } from '../upload/upload-client';
import { type DraftToSeal, recipientsOf } from './seal-draft';

/**
 * The request that seals a draft which a page from before began: its files lie under the letter's own key, as version 1 has it, so it is
 * sealed as it was begun. Text and manifest are stored first, as parts.
 * @throws the failure's code, or the signal's reason
 */
export async function sealRequestFor1(
  client: UploadClient,
  { envelopeId, mailboxId, titleShown, text, attachments }: DraftToSeal,
  signal: AbortSignal,
): Promise<SealRequest> {
  const stored = await client.store(uuidv7(), 'body', new Blob([text.html]), signal);
  const { id, plaintextBytes, plaintextSha256 } = stored;
  const parts: ManifestPart1[] = [
    {
      id,
      kind: 'body',
      mediaType: 'text/html; charset=utf-8',
      plaintextBytes,
      plaintextSha256,
      segments: stored.segments.map(digestOf),
    },
    ...attachments.map((attachment): ManifestPart1 => {
      const { partId, name, mediaType, bytes, segments } = attachment;
      if (attachment.plaintextSha256 === null) throw new Error('an attachment is not stored whole');
      const whole = { plaintextBytes: bytes, plaintextSha256: attachment.plaintextSha256 };
      return { id: partId, kind: 'attachment', name, mediaType, ...whole, segments: segments.map(digestOf) };
    }),
  ];
  const title = sealedTitle(text.title);
  const manifestId = uuidv7();
  const manifest = encodeManifest(buildManifest({ envelopeId, subject: title, parts }));
  await client.store(manifestId, 'manifest', new Blob([manifest]), signal);
  return {
    mailboxId,
    fromAddress: text.fromAddress,
    recipients: recipientsOf(text),
    title: titleShown && title !== '' ? title : null,
    parts: [
      { id: manifestId, kind: 'manifest', segments: 1 },
      ...parts.map((part) => ({ id: part.id, kind: part.kind, segments: part.segments.length })),
    ],
    expiresInDays: text.expiresInDays,
  };
}

const digestOf = ({ sha256, ciphertextBytes }: { sha256: string; ciphertextBytes: number }) => ({
  sha256,
  ciphertextBytes,
});
