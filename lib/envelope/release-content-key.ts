import 'server-only';
import { deriveContentKey } from '../envelope-format/content-key';
import { FormatError } from '../envelope-format/format-error';
import { unwrapSeed } from '../envelope-format/key-packet';
import type { Keys } from '../keys';

/**
 * The content key of exactly this envelope, base64: the seed is unwrapped with the vault's private key and the key derived
 * with this envelope's id, so a key packet copied here from another envelope yields a key that opens neither.
 * With `unwraps` the only caller of the vault's private key; call it inside the transaction that appends the audit entry.
 */
export async function releaseContentKey(
  keys: Pick<Keys, 'vault'>,
  envelope: { id: string; keyPacket: Uint8Array },
): Promise<string> {
  const seed = await unwrapSeed(envelope.keyPacket, keys.vault.privateKey);
  return Buffer.from(await deriveContentKey(seed, envelope.id)).toString('base64');
}

/** Whether a seed can be had back from the packet with the vault's private key; the seed itself goes nowhere. */
export async function unwraps(keys: Pick<Keys, 'vault'>, keyPacket: Uint8Array): Promise<boolean> {
  try {
    await unwrapSeed(keyPacket, keys.vault.privateKey);
    return true;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}
