import type { Bytes } from '../envelope-format/bytes';
import { deriveContentKey, generateSeed } from '../envelope-format/content-key';
import { wrapSeed } from '../envelope-format/key-packet';

/** A letter's content key, and the packet from which the vault can have it back. */
export type LetterKeys = { contentKey: Bytes; keyPacket: Bytes };

/**
 * Keys of a new letter of version 2 (docs/envelope-format.md, section 2): a fresh seed, wrapped to the vault's key of now.
 * @param vaultPublicKey ASCII armour
 */
export async function newLetterKeys(envelopeId: string, vaultPublicKey: string): Promise<LetterKeys> {
  const seed = generateSeed();
  const [contentKey, keyPacket] = await Promise.all([
    deriveContentKey(seed, envelopeId, 2),
    wrapSeed(seed, vaultPublicKey),
  ]);
  return { contentKey, keyPacket };
}
