import 'server-only';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;
/** First byte of a sealed text: under which key it is. Another key is another number here, and another purpose in lib/keys.ts. */
const version = 1;

/**
 * A short text as it stands in the database: a byte for the key, nonce, AES-256-GCM, tag, bound to its row. A dump of the database does not
 * show it, and that of one row does not pass for that of another.
 * @param boundTo what the row is called, and nothing else is
 */
export function sealText(key: Buffer, boundTo: string, text: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(boundTo));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Uint8Array.from(Buffer.concat([Buffer.of(version), nonce, ciphertext, cipher.getAuthTag()]));
}

/** The text of a row. @throws Error when it was changed, is another row's, or was sealed under another key */
export function openText(key: Buffer, boundTo: string, sealed: Uint8Array): string {
  if (sealed[0] !== version) throw new Error('a text under a key that this program does not know');
  const nonce = sealed.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(sealed.subarray(-tagBytes));
  const plain = [decipher.update(sealed.subarray(1 + nonceBytes, -tagBytes)), decipher.final()];
  return Buffer.concat(plain).toString('utf8');
}
