import 'server-only';
import type { Tx } from '../db/transaction';
import { ownBytes } from '../envelope-format/bytes';
import { unwrapSeed, wrapSeed } from '../envelope-format/key-packet';
import type { Keys } from '../keys';
import { generateIndexKey, type IndexKeyPair } from './piece-cipher';

type PublicKey = { generation: number; publicKey: Uint8Array<ArrayBuffer> };

/** The key for which a mailbox's pieces are made now; made itself where there is none, or the last one is retired. Its number is wrapped to the vault's own key. */
export async function currentIndexKey(
  keys: Pick<Keys, 'vault'>,
  tx: Pick<Tx, '$executeRaw' | 'searchIndexKey'>,
  mailboxId: string,
): Promise<PublicKey> {
  const found = await findCurrent(tx, mailboxId);
  if (found) return found;
  const { publicKey, privateKey } = await generateIndexKey();
  const packet = await wrapSeed(privateKey, keys.vault.publicKey);
  privateKey.fill(0);
  // of two at once one is the first
  await tx.$executeRaw`
    INSERT INTO search_index_keys (mailbox_id, generation, public_key, packet)
    SELECT ${mailboxId}::uuid, coalesce(max(generation), 0) + 1, ${publicKey}, ${packet} FROM search_index_keys WHERE mailbox_id = ${mailboxId}::uuid
    ON CONFLICT DO NOTHING`;
  const made = await findCurrent(tx, mailboxId);
  if (!made) throw new Error('the key of a search index was retired while it was made');
  return made;
}

const findCurrent = (tx: Pick<Tx, 'searchIndexKey'>, mailboxId: string) =>
  tx.searchIndexKey.findFirst({
    where: { mailboxId, retiredAt: null },
    select: { generation: true, publicKey: true },
  });

/**
 * A mailbox's keys, unwrapped: the one in use, and retired ones of which pieces are left. With `releaseContentKey` and `vaultKeyOf` the only caller of the
 * vault's private key; call it where an entry is appended, or where pieces are wrapped again.
 * @throws Error when one cannot be unwrapped
 */
export async function releaseIndexKeys(
  keys: Pick<Keys, 'vault'>,
  tx: Pick<Tx, 'searchIndexKey'>,
  mailboxId: string,
): Promise<(IndexKeyPair & { generation: number })[]> {
  const rows = await tx.searchIndexKey.findMany({
    where: { mailboxId, OR: [{ retiredAt: null }, { pieces: { some: {} } }] },
    select: { generation: true, publicKey: true, packet: true },
    orderBy: { generation: 'asc' },
  });
  return Promise.all(
    rows.map(async ({ generation, publicKey, packet }) => ({
      generation,
      publicKey: ownBytes(publicKey),
      privateKey: await unwrapSeed(packet, keys.vault.privateKey),
    })),
  );
}
