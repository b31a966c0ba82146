import 'server-only';
import { createDecipheriv, hkdfSync } from 'node:crypto';
import type { Keys } from '../keys';
import { nextAuthSecret } from './session-cookie';

/** As next-auth's own reader grants it. */
const clockToleranceSeconds = 15;
const tagBytes = 16;
/** The one protected header that next-auth writes: `{"alg":"dir","enc":"A256GCM"}`. */
const protectedHeader = Buffer.from('{"alg":"dir","enc":"A256GCM"}').toString('base64url');

const derived = new WeakMap<Keys, Buffer>();

/**
 * What next-auth has put into its cookie: a compact JWE (RFC 7516), encrypted directly with AES-256-GCM under a key that HKDF makes of the
 * secret. It is read on every request, so the key is derived once a process; next-auth derives it each time, which costs more than all
 * else about it. Null for what was not made with our secret, was changed, or has expired.
 */
export function openSessionToken(token: string, keys: Keys, now: Date): Record<string, unknown> | null {
  const [header, encryptedKey, iv = '', ciphertext = '', tag = '', ...more] = token.split('.');
  if (header !== protectedHeader || encryptedKey !== '' || more.length > 0) return null;
  try {
    const authTag = Buffer.from(tag, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', keyOf(keys), Buffer.from(iv, 'base64url'), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(header, 'ascii'));
    decipher.setAuthTag(authTag);
    const text = Buffer.concat([decipher.update(Buffer.from(ciphertext, 'base64url')), decipher.final()]);
    const payload = JSON.parse(text.toString('utf8')) as Record<string, unknown>; // a JWT's claims: an object, which next-auth wrote
    const seconds = Math.floor(now.getTime() / 1_000);
    const { exp } = payload;
    return typeof exp === 'number' && exp > seconds - clockToleranceSeconds ? payload : null;
  } catch {
    return null;
  }
}

function keyOf(keys: Keys): Buffer {
  const known = derived.get(keys);
  if (known) return known;
  const made = Buffer.from(
    hkdfSync('sha256', nextAuthSecret(keys), '', 'NextAuth.js Generated Encryption Key', 32),
  );
  derived.set(keys, made);
  return made;
}
