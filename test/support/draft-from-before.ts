import { v7 as uuidv7 } from 'uuid';
import type { MailboxesAnswer, RegisterSegmentsAnswer, VaultKeyAnswer } from '../../lib/envelope/wire';
import { deriveContentKey } from '../../lib/envelope-format/content-key';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { segmentPlaintextBytesMax } from '../../lib/envelope-format/types';
import type { HttpPerson } from './http-person.ts';
import { freshKeyPacket } from './key-packet.ts';
import { putSigned, sha256 } from './node-sender.ts';

/** A draft as a page stored it that wrote version 1, with one file stored whole. Answers its id. */
export async function draftFromBefore(
  person: HttpPerson,
  letter: { to: string; title: string; html: string; file: { name: string; bytes: Uint8Array } },
): Promise<string> {
  const id = uuidv7();
  const { mailboxes } = await person.json<MailboxesAnswer>('GET', '/api/mailboxes');
  const [{ id: mailboxId, addresses } = { id: '', addresses: [''] }] = mailboxes;
  const { publicKey } = await person.json<VaultKeyAnswer>('GET', '/api/vault-key');
  const { seed, keyPacket } = await freshKeyPacket(publicKey);
  const contentKey = await deriveContentKey(seed, id, 1);
  await person.json('PUT', `/api/drafts/${id}`, { mailboxId, keyPacket });
  const partId = uuidv7();
  const { name, bytes } = letter.file;
  const segments: { index: number; sha256: string; ciphertextBytes: number; prefixSha256: string }[] = [];
  for (let at = 0; at < bytes.length; at += segmentPlaintextBytesMax) {
    const ciphertext = await encryptSegment(contentKey, bytes.subarray(at, at + segmentPlaintextBytesMax));
    const digest = { sha256: sha256(ciphertext), ciphertextBytes: ciphertext.length };
    const index = segments.length;
    const { requests } = await person.json<RegisterSegmentsAnswer>('POST', `/api/drafts/${id}/segments`, {
      segments: [{ partId, kind: 'attachment', index, ...digest }],
    });
    if (!requests[0]) throw new Error('no request');
    const put = await putSigned(person.baseUrl, requests[0], ciphertext);
    if (!put.ok) throw new Error(`PUT of a segment: ${put.status}`);
    segments.push({ index, ...digest, prefixSha256: sha256(bytes.subarray(0, at + 1)) });
  }
  const content = {
    format: 'pli-draft-1',
    fromAddress: addresses[0] ?? '',
    to: [{ address: letter.to }],
    cc: [],
    bcc: [],
    title: letter.title,
    html: letter.html,
    expiresInDays: 90,
    attachments: [
      {
        partId,
        name,
        mediaType: 'application/octet-stream',
        bytes: bytes.length,
        lastModified: 1,
        plaintextSha256: sha256(bytes),
        segments,
      },
    ],
  };
  const saved = await encryptSegment(contentKey, new TextEncoder().encode(JSON.stringify(content)));
  const ciphertext = Buffer.from(saved).toString('base64');
  await person.json('PUT', `/api/drafts/${id}/content`, { revision: 0, mailboxId, ciphertext });
  return id;
}
