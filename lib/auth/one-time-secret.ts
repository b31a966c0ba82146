import 'server-only';
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from 'node:crypto';
import type { Keys } from '../keys';

/** Digits of a guest's code: with five tries a code and five codes an hour, 25 guesses an hour among 10^8. */
export const guestCodeDigits = 8;

/** A guest's code, each digit uniform. */
export function newGuestCode(): string {
  return String(randomInt(10 ** guestCodeDigits)).padStart(guestCodeDigits, '0');
}

/** The secret of a mailed link, or of a request cookie: 32 random bytes, base64url. */
export function newLinkSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret: HMAC-SHA-256 under the application's key, bound to the row it belongs to. */
export function hashSecret(keys: Keys, codeId: string, secret: string): Buffer {
  return createHmac('sha256', keys.derive('one-time-code')).update(`secret\0${codeId}\0${secret}`).digest();
}

/** What is stored of a request cookie: only the browser that holds the cookie can use the code. */
export function hashRequest(keys: Keys, requestSecret: string): Buffer {
  return createHmac('sha256', keys.derive('one-time-code')).update(`request\0${requestSecret}`).digest();
}

/**
 * The secret of the link in a code's mail, 43 characters of base64url: derived, so that nothing of it is stored. It moves the
 * code to the browser that follows the link and proves nothing else.
 */
export function codeLinkSecret(keys: Keys, codeId: string): string {
  return createHmac('sha256', keys.derive('one-time-code')).update(`link\0${codeId}`).digest('base64url');
}

/** Whether a text is that secret, in the same time whichever byte differs. */
export function isCodeLinkSecret(keys: Keys, codeId: string, secret: string): boolean {
  const [given, right] = [Buffer.from(secret), Buffer.from(codeLinkSecret(keys, codeId))];
  return given.length === right.length && timingSafeEqual(given, right);
}

/** Whether a secret is the stored one, in the same time whichever byte differs. */
export function matchesSecret(keys: Keys, codeId: string, secret: string, stored: Uint8Array): boolean {
  const given = hashSecret(keys, codeId, secret);
  return given.length === stored.length && timingSafeEqual(given, stored);
}

const nonceBytes = 12;
const tagBytes = 16;

/** The secret as it may stand in a job's payload: AES-256-GCM bound to its row, base64url of nonce, ciphertext, tag. */
export function sealSecret(keys: Keys, codeId: string, secret: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', payloadKey(keys), nonce).setAAD(Buffer.from(codeId));
  const ciphertext = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]).toString('base64url');
}

/** Reads what `sealSecret` wrote, for the mail. @throws Error when it was changed or belongs to another row */
export function openSecret(keys: Keys, codeId: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', payloadKey(keys), bytes.subarray(0, nonceBytes))
    .setAAD(Buffer.from(codeId))
    .setAuthTag(bytes.subarray(-tagBytes));
  const plain = [decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()];
  return Buffer.concat(plain).toString('utf8');
}

function payloadKey(keys: Keys): Buffer {
  return Buffer.from(
    hkdfSync('sha256', keys.derive('one-time-code'), Buffer.alloc(0), 'pli job payload', 32),
  );
}

/** The link to choose a password. The token stands in the fragment: it reaches no server log and no Referer header. */
export function passwordLink(publicUrl: string, codeId: string, secret: string): string {
  return `${publicUrl}/password#${codeId}.${secret}`;
}

/** The two halves of a link's token; null when it is none. */
export function splitToken(token: string): { codeId: string; secret: string } | null {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/.exec(token);
  return match?.[1] !== undefined && match[2] !== undefined ? { codeId: match[1], secret: match[2] } : null;
}
