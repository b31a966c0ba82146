import { v7 as uuidv7 } from 'uuid';
import { createDraft } from '../../lib/draft/create-draft';
import type { ParsedSealRequest, PartKind } from '../../lib/envelope/wire';
import type { Bytes } from '../../lib/envelope-format/bytes';
import { deriveContentKey } from '../../lib/envelope-format/content-key';
import { sha256Hex } from '../../lib/envelope-format/digest';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { buildManifest, encodeManifest } from '../../lib/envelope-format/manifest';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import { once, registerSegment } from './draft-world';
import { freshKeyPacket } from './key-packet';
import type { Person } from './sealed-world';
import { testClient } from './test-client';

/** A draft of version 1, as pages of before made it: no draft says another version. For tests that old data still opens. */
export type FirstDraft = { envelopeId: string; contentKey: Bytes; author: Person };

/** Under the vault's own key, as before keys of months. */
export async function makeFirstDraft(services: Services, author: Person): Promise<FirstDraft> {
  const envelopeId = uuidv7();
  const { seed, keyPacket } = await freshKeyPacket(services.keys.vault.publicKey);
  await createDraft(services, author.actor, { envelopeId, mailboxId: author.mailboxId, keyPacket });
  return { envelopeId, contentKey: await deriveContentKey(seed, envelopeId, 1), author };
}

/** Registers and stores a part of one segment under the letter's content key and its prefix. */
export async function storeFirstPart(
  services: Services,
  { envelopeId, contentKey, author }: FirstDraft,
  kind: PartKind,
  plaintext: Uint8Array,
) {
  const id = uuidv7();
  const ciphertext = await encryptSegment(contentKey, plaintext);
  const digest = { sha256: await sha256Hex(ciphertext), ciphertextBytes: ciphertext.length };
  await registerSegment(services, author.actor, { envelopeId, partId: id, kind, index: 0, ...digest });
  await services.objectStore.put({ envelopeId, sha256: digest.sha256 }, ciphertext.length, once(ciphertext));
  const plaintextSha256 = await sha256Hex(plaintext);
  return { id, kind, plaintextBytes: plaintext.length, plaintextSha256, segments: [digest] };
}

/** A letter of version 1 with a file, stored, and the request that seals it. */
export async function writeFirstLetter(
  services: Services,
  author: Person,
  addresses: readonly string[],
  { title = 'Compte rendu', html, file }: { title?: string; html: string; file: Uint8Array },
) {
  const draft = await makeFirstDraft(services, author);
  const { envelopeId, contentKey } = draft;
  const body = await storeFirstPart(services, draft, 'body', new TextEncoder().encode(html));
  const attachment = await storeFirstPart(services, draft, 'attachment', file);
  const manifest = buildManifest({
    envelopeId,
    subject: title,
    parts: [
      { ...body, kind: 'body', mediaType: 'text/html' },
      { ...attachment, kind: 'attachment', name: 'compte rendu.pdf', mediaType: 'application/pdf' },
    ],
  });
  const listed = await storeFirstPart(services, draft, 'manifest', encodeManifest(manifest));
  const request: ParsedSealRequest = {
    mailboxId: author.mailboxId,
    fromAddress: author.actor.email,
    recipients: addresses.map((address) => ({ address, kind: 'to' })),
    title,
    parts: [listed, body, attachment].map(({ id, kind }) => ({ id, kind, segments: 1 })),
    expiresInDays: 90,
  };
  return { envelopeId, contentKey, manifest, attachmentId: attachment.id, request };
}

/** The same, sealed by the main job. */
export async function sealFirstLetter(
  services: Services,
  author: Person,
  addresses: readonly string[],
  text: Parameters<typeof writeFirstLetter>[3],
) {
  const { request, ...letter } = await writeFirstLetter(services, author, addresses, text);
  const { envelopeId } = letter;
  await sealEnvelope(services, author.actor, { envelopeId, client: testClient, request });
  const recipients = await services.db.recipient.findMany({ where: { envelopeId } });
  const references = Object.fromEntries(recipients.map(({ address, reference }) => [address, reference]));
  return { ...letter, references };
}
