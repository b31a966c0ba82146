import { v7 as uuidv7 } from 'uuid';
import type { SealAnswer, SealRequest } from '../../envelope/wire';
import { buildManifest, encodeManifest } from '../../envelope-format/manifest';
import type { ManifestPart1 } from '../../envelope-format/types';
import type { CallApi } from '../../transfer/api-client';
import { cleanTyped } from '../../typed-text';
import type { UploadClient } from '../upload/upload-client';
import type { StoredPart } from '../upload/upload-messages';
import type { Attachment } from './compose-state';
import type { DraftText } from './draft-content';

/** The message, stored as a part of its own. */
export async function storeBody(
  client: UploadClient,
  html: string,
  signal: AbortSignal,
): Promise<ManifestPart1> {
  const stored = await client.store(uuidv7(), 'body', new Blob([html]), signal);
  return manifestPart(stored, { kind: 'body', mediaType: 'text/html; charset=utf-8' });
}

/** Stores the manifest over the stored parts, and gives the request that seals them. */
export async function storeManifest(
  client: UploadClient,
  draft: { envelopeId: string; mailboxId: string; text: DraftText; titleShown: boolean },
  body: ManifestPart1,
  attachments: readonly Attachment[],
  signal: AbortSignal,
): Promise<SealRequest> {
  const files = attachments.map(attachmentPart);
  const parts = [body, ...files];
  const { envelopeId } = draft;
  const bytes = encodeManifest(buildManifest({ envelopeId, subject: titleOf(draft.text), parts }));
  const manifestId = uuidv7();
  await client.store(manifestId, 'manifest', new Blob([bytes]), signal);
  const { text } = draft;
  return {
    mailboxId: draft.mailboxId,
    fromAddress: text.fromAddress,
    recipients: (['to', 'cc', 'bcc'] as const).flatMap((kind) =>
      text[kind].map(({ address, name }) => ({ address, kind, ...(name ? { name } : {}) })),
    ),
    title: draft.titleShown ? titleOf(text) || null : null,
    parts: [
      { id: manifestId, kind: 'manifest', segments: 1 },
      ...parts.map((part) => ({ id: part.id, kind: part.kind, segments: part.segments.length })),
    ],
    expiresInDays: text.expiresInDays,
  };
}

/** Blanks and characters that nobody sees are no title. */
function titleOf({ title }: DraftText): string {
  return cleanTyped(title);
}

/** Asks for the seal; repeating it is harmless. */
export function requestSeal(callApi: CallApi, envelopeId: string, request: SealRequest): Promise<SealAnswer> {
  return callApi<SealAnswer>('POST', `/api/drafts/${envelopeId}/seal`, request);
}

function attachmentPart(attachment: Attachment): ManifestPart1 {
  if (attachment.plaintextSha256 === null) throw new Error('an attachment is not stored whole');
  return manifestPart(
    {
      partId: attachment.partId,
      plaintextBytes: attachment.bytes,
      plaintextSha256: attachment.plaintextSha256,
      segments: attachment.segments,
    },
    { kind: 'attachment', name: attachment.name, mediaType: attachment.mediaType },
  );
}

function manifestPart(
  stored: StoredPart,
  named: Pick<ManifestPart1, 'kind' | 'name' | 'mediaType'>,
): ManifestPart1 {
  return {
    id: stored.partId,
    ...named,
    plaintextBytes: stored.plaintextBytes,
    plaintextSha256: stored.plaintextSha256,
    segments: stored.segments.map(({ sha256, ciphertextBytes }) => ({ sha256, ciphertextBytes })),
  };
}
