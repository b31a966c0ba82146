import 'server-only';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Keys } from '../keys';
import type { Logger } from '../log';

const nonceBytes = 12;
const tagBytes = 16;
/** First byte of a sealed title: under which key it is. Another key is another number here, and another purpose in lib/keys.ts. */
const version = 1;

/**
 * A letter's title as it stands in the database, where its organisation lets the server know it: a byte for the key, nonce, AES-256-GCM, tag,
 * bound to its envelope. A dump of the database shows no title, and none of one letter passes for that of another.
 */
export function sealTitle(
  keys: Pick<Keys, 'derive'>,
  envelopeId: string,
  title: string | null,
): Uint8Array<ArrayBuffer> | null {
  if (title === null) return null;
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keys.derive('title-1'), nonce).setAAD(boundTo(envelopeId));
  const ciphertext = Buffer.concat([cipher.update(title, 'utf8'), cipher.final()]);
  return Uint8Array.from(Buffer.concat([Buffer.of(version), nonce, ciphertext, cipher.getAuthTag()]));
}

/** The title of a row. @throws Error when it was changed, is another letter's, or was sealed under another PLI_SECRET */
export function openTitle(keys: Pick<Keys, 'derive'>, envelopeId: string, sealed: Uint8Array): string {
  if (sealed[0] !== version) throw new Error('a title under a key that this program does not know');
  const nonce = sealed.subarray(1, 1 + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', keys.derive('title-1'), nonce, { authTagLength: tagBytes })
    .setAAD(boundTo(envelopeId))
    .setAuthTag(sealed.subarray(-tagBytes));
  const plain = [decipher.update(sealed.subarray(1 + nonceBytes, -tagBytes)), decipher.final()];
  return Buffer.concat(plain).toString('utf8');
}

/** The title as lists, status and mails show it; null where there is none, and, said in the log, where it cannot be read: never a guess. */
export function shownTitle(
  { keys, log }: { keys: Pick<Keys, 'derive'>; log: Logger },
  { id, sealedTitle }: { id: string; sealedTitle: Uint8Array | null },
): string | null {
  if (sealedTitle === null) return null;
  try {
    return openTitle(keys, id, sealedTitle);
  } catch (error) {
    log.error({ err: error, envelopeId: id }, 'title unreadable');
    return null;
  }
}

const boundTo = (envelopeId: string) => Buffer.from(`pli-title/${envelopeId}`);
