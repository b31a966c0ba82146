import 'server-only';
import type { Tx } from '../db/transaction';
import { deriveContentKey } from '../envelope-format/content-key';
import { unwrapSeed } from '../envelope-format/key-packet';
import type { Keys } from '../keys';

/** The vault as a holder of keys, and how seeds are wrapped for it. */
export const vaultHolder = { holder: 'vault', suite: 'openpgp-ecdh-curve25519-v4' } as const;

/**
 * The content key of exactly this envelope, base64, or null once its packet was destroyed: the seed is unwrapped with the
 * vault's key of its month and the key derived with this envelope's id, so a key packet copied here from another envelope
 * yields a key that opens neither.
 * With `vaultKeyOf` and `releaseIndexKeys` the only caller of the vault's private keys; call it inside the transaction that appends the audit entry.
 * @throws Error when the key of its month is missing
 */
export async function releaseContentKey(
  keys: Pick<Keys, 'vault' | 'months'>,
  tx: Pick<Tx, 'envelopeKey'>,
  envelopeId: string,
): Promise<string | null> {
  const key = await tx.envelopeKey.findUnique({
    where: { envelopeId_holder: { envelopeId, holder: vaultHolder.holder } },
    select: { packet: true, vaultKey: true, envelope: { select: { format: true } } },
  });
  if (!key?.packet) return null;
  const { privateKey } = key.vaultKey === null ? keys.vault : await keys.months.read(key.vaultKey);
  const seed = await unwrapSeed(key.packet, privateKey);
  const version = key.envelope.format === 1 ? 1 : 2;
  return Buffer.from(await deriveContentKey(seed, envelopeId, version)).toString('base64');
}
