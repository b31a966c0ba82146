import { v7 as uuidv7 } from 'uuid';
import type { CreateDraftRequest, SealAnswer, SealRequest } from '../../envelope/wire';
import type { ManifestPart2 } from '../../envelope-format/manifest-2';
import { segmentCiphertextBytes } from '../../envelope-format/segment-layout';
import type { CallApi } from '../../transfer/api-client';
import { toBase64 } from '../../transfer/base64';
import { bodyPart, filePart } from '../../writing/describe-part';
import { sealRequestOf } from '../../writing/seal-request';
import type { StoredContent } from '../../writing/write-small-part';
import type { UploadClient } from '../upload/upload-client';
import { carriedOf, roomForCarried } from './carried-files';
import type { Attachment } from './compose-state';
import type { DraftText } from './draft-content';

/** What of a draft its seal needs; every file is stored or carried. */
export type DraftToSeal = {
  envelopeId: string;
  mailboxId: string;
  titleShown: boolean;
  text: DraftText;
  attachments: readonly Attachment[];
};

/**
 * The request that seals a draft: the text is written now, and travels with it as all that is small does.
 * @param draft makes the draft where the server does not know it yet
 * @throws the signal's reason, or the failure's code of a text too long to travel with it
 */
export async function sealRequestFor(
  client: UploadClient,
  { text, attachments, ...letter }: DraftToSeal,
  draft: CreateDraftRequest | null,
  signal: AbortSignal,
): Promise<SealRequest> {
  const carried = carriedOf(attachments);
  const html = new Blob([text.html]);
  const id = uuidv7();
  let body: StoredContent;
  if (segmentCiphertextBytes(html.size) <= roomForCarried(attachments)) {
    const { stored, ciphertext } = await client.writeSmall(id, html);
    carried.push({ partId: id, bytes: toBase64(ciphertext) });
    body = stored;
  } else body = contentOf(await client.store(id, 'body', html, signal));
  return sealRequestOf(
    {
      ...letter,
      fromAddress: text.fromAddress,
      recipients: recipientsOf(text),
      title: text.title,
      expiresInDays: text.expiresInDays,
      ...(text.marks && { marks: text.marks }),
      ...(text.inReplyTo && { inReplyTo: text.inReplyTo }),
      ...(text.forwards && { forwards: text.forwards }),
      ...(draft === null ? {} : { draft }),
      carried,
    },
    [bodyPart(body), ...attachments.map(attachmentPart)],
    (plaintext) => client.encrypt(plaintext),
  );
}

/** Asks for the seal; repeating it is harmless. */
export function requestSeal(
  callApi: CallApi,
  envelopeId: string,
  request: SealRequest,
  draftsPath = '/api/drafts',
): Promise<SealAnswer> {
  return callApi<SealAnswer>('POST', `${draftsPath}/${envelopeId}/seal`, request);
}

/** Everybody the draft is addressed to. */
export function recipientsOf(text: DraftText): SealRequest['recipients'] {
  return (['to', 'cc', 'bcc'] as const).flatMap((kind) =>
    text[kind].map(({ address, name }) => ({ address, kind, ...(name ? { name } : {}) })),
  );
}

function attachmentPart(attachment: Attachment): ManifestPart2 {
  const { partId: id, bytes: plaintextBytes, plaintextSha256, wrappedKey, segments } = attachment;
  if (plaintextSha256 === null) throw new Error('an attachment is not stored whole');
  const described = segments.map(({ sha256, ciphertextBytes, plaintextSha256: ofPlaintext }) => {
    if (ofPlaintext === null) throw new Error('a segment of version 1');
    return { sha256, ciphertextBytes, plaintextSha256: ofPlaintext };
  });
  const stored = contentOf({ id, plaintextBytes, plaintextSha256, wrappedKey, segments: described });
  return filePart(stored, attachment);
}

function contentOf(stored: Omit<StoredContent, 'wrappedKey'> & { wrappedKey: string | null }): StoredContent {
  const { wrappedKey } = stored;
  if (wrappedKey === null) throw new Error('a part without a key');
  return { ...stored, wrappedKey };
}
