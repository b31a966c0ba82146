import 'server-only';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Keys } from '../keys';

const nonceBytes = 12;
const tagBytes = 16;

/** A destination's key or password as it may stand in the database: AES-256-GCM, bound to its row; nonce, ciphertext, tag. */
export function sealDestinationSecret(
  keys: Pick<Keys, 'derive'>,
  destinationId: string,
  secret: string,
): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', keys.derive('destination'), nonce).setAAD(
    Buffer.from(destinationId),
  );
  const ciphertext = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Uint8Array.from(Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]));
}

/** Reads it for a delivery. @throws Error when it was changed, belongs to another row or was sealed under another PLI_SECRET */
export function openDestinationSecret(
  keys: Pick<Keys, 'derive'>,
  destinationId: string,
  sealed: Uint8Array,
): string {
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keys.derive('destination'),
    sealed.subarray(0, nonceBytes),
    { authTagLength: tagBytes },
  )
    .setAAD(Buffer.from(destinationId))
    .setAuthTag(sealed.subarray(-tagBytes));
  const plain = [decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()];
  return Buffer.concat(plain).toString('utf8');
}
