import { v7 as uuidv7 } from 'uuid';
import { currentVaultKey } from '../../lib/envelope/vault-key';
import { type ParsedSealRequest, sealRequest } from '../../lib/envelope/wire';
import type { Services } from '../../lib/services';
import type { WrittenLetter } from '../../lib/writing/seal-request';
import { writeSmallLetter } from '../../lib/writing/small-letter';

/** A letter of version 2 as its author's program knows it, and the one request that makes, stores and seals it. */
export type OwnLetter = {
  envelopeId: string;
  contentKey: Uint8Array<ArrayBuffer>;
  html: string;
  parts: string[];
  request: ParsedSealRequest;
};

/** Written by the very code that page and command use; nothing of it has reached the server yet. */
export async function writeLetter(
  services: Services,
  author: { actor: { email: string }; mailboxId: string },
  recipients: WrittenLetter['recipients'],
  {
    files = [],
    html = '<p>Bonjour,</p>',
    ...others
  }: { files?: readonly Uint8Array[]; html?: string } & Partial<WrittenLetter> = {},
): Promise<OwnLetter> {
  const envelopeId = others.envelopeId ?? uuidv7();
  const { publicKey } = await currentVaultKey(services);
  const usual = {
    mailboxId: author.mailboxId,
    fromAddress: author.actor.email,
    title: 'Compte rendu',
    titleShown: true,
  };
  const attached = files.map((bytes, index) => ({
    name: `pièce ${index}.bin`,
    mediaType: 'application/octet-stream',
    bytes: new Uint8Array(bytes),
  }));
  const { contentKey, parts, request } = await writeSmallLetter(
    publicKey,
    { ...usual, ...others, envelopeId, recipients },
    { html, files: attached },
  );
  const ids = parts.map(({ id }) => id);
  return { envelopeId, contentKey, html, parts: ids, request: sealRequest.parse(request) };
}
