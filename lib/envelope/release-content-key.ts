import 'server-only';
import type { Tx } from '../db/transaction';
import { deriveContentKey } from '../envelope-format/content-key';
import { FormatError } from '../envelope-format/format-error';
import { unwrapSeed } from '../envelope-format/key-packet';
import type { Keys } from '../keys';

/** The vault as a holder of keys, and how seeds are wrapped for it. */
export const vaultHolder = { holder: 'vault', suite: 'openpgp-ecdh-curve25519-v4' } as const;

/**
 * The content key of exactly this envelope, base64, or null once its packet was destroyed: the seed is unwrapped with the vault's private key and the key derived
 * with this envelope's id, so a key packet copied here from another envelope yields a key that opens neither.
 * With `unwraps` the only caller of the vault's private key; call it inside the transaction that appends the audit entry.
 */
export async function releaseContentKey(
  keys: Pick<Keys, 'vault'>,
  tx: Pick<Tx, 'envelopeKey'>,
  envelopeId: string,
): Promise<string | null> {
  const key = await tx.envelopeKey.findUnique({
    where: { envelopeId_holder: { envelopeId, holder: vaultHolder.holder } },
    select: { packet: true },
  });
  if (!key?.packet) return null;
  const seed = await unwrapSeed(key.packet, keys.vault.privateKey);
  return Buffer.from(await deriveContentKey(seed, envelopeId)).toString('base64');
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
