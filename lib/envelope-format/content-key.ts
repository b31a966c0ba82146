import { type Bytes, ownBytes, randomBytes } from './bytes';
import { FormatError } from './format-error';

/** Version of the format an envelope is sealed in. */
export type FormatVersion = 1 | 2;

/** Separates this use of HKDF from any other, and one version's keys from the other's; the envelope's id follows. */
const contentKeyInfoPrefix = (version: FormatVersion) => `pli-envelope-${version}/content-key/`;

const canonicalUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A fresh seed of 32 random bytes: what a key packet wraps. */
export function generateSeed(): Bytes {
  return randomBytes(32);
}

/**
 * The content key of one envelope: HKDF-SHA-256 (RFC 5869), no salt, info = prefix || envelope id (ASCII). The same
 * seed gives another envelope another key, so a key packet copied between envelopes releases nothing.
 * @param envelopeId UUID in its canonical lower-case text form (RFC 9562, section 4)
 * @throws FormatError `content-key-invalid`
 */
export async function deriveContentKey(
  seed: Uint8Array,
  envelopeId: string,
  version: FormatVersion = 1,
): Promise<Bytes> {
  if (seed.length !== 32) throw new FormatError('content-key-invalid', `a seed of ${seed.length} bytes`);
  if (!canonicalUuid.test(envelopeId)) throw new FormatError('content-key-invalid', 'not a canonical UUID');
  const key = await crypto.subtle.importKey('raw', ownBytes(seed), 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode(contentKeyInfoPrefix(version) + envelopeId);
  return new Uint8Array(
    await crypto.subtle.deriveBits(
      { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info },
      key,
      256,
    ),
  );
}
