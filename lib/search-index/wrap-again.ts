import 'server-only';
import type { Tx } from '../db/transaction';
import { ownBytes } from '../envelope-format/bytes';
import type { Services } from '../services';
import { currentIndexKey, releaseIndexKeys } from './index-keys';
import { createPieceOpener, createPieceSealer } from './piece-cipher';

const piecesAtOnce = 500;

/**
 * Wraps the pieces of retired keys under their mailbox's key in use, some a transaction, and destroys a retired key when none of its pieces is left: who had it
 * reads nothing with it that is still there. Retires first the keys of mailboxes that somebody's right to read has run out in. The pieces themselves
 * are not read. Several workers may do it at once.
 */
export async function wrapAgain(services: Pick<Services, 'db' | 'keys' | 'clock'>): Promise<void> {
  await services.db.$executeRaw`
    UPDATE search_index_keys k SET retired_at = ${services.clock.now()} WHERE retired_at IS NULL AND EXISTS (
      SELECT FROM mailbox_members m WHERE m.mailbox_id = k.mailbox_id AND m.until_at <= ${services.clock.now()} AND m.until_at > k.made_at)`;
  while (await services.db.$transaction((tx) => wrapSome(services, tx)));
}

/** Whether there may be more. */
async function wrapSome({ keys }: Pick<Services, 'keys'>, tx: Tx): Promise<boolean> {
  const [retired] = await tx.$queryRaw<{ mailboxId: string; generation: number }[]>`
    SELECT mailbox_id AS "mailboxId", generation FROM search_index_keys WHERE retired_at IS NOT NULL
    ORDER BY mailbox_id, generation LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (!retired) return false;
  const { mailboxId, generation } = retired;
  const pieces = await tx.itemSearchPiece.findMany({
    where: { mailboxId, generation },
    select: { itemId: true, wrap: true },
    orderBy: { itemId: 'asc' },
    take: piecesAtOnce,
  });
  if (pieces.length === 0) {
    await tx.searchIndexKey.delete({ where: { mailboxId_generation: retired } });
    return true;
  }
  const old = (await releaseIndexKeys(keys, tx, mailboxId)).find((key) => key.generation === generation);
  if (!old) throw new Error('a retired key with pieces is not among the keys of its mailbox');
  const current = await currentIndexKey(keys, tx, mailboxId);
  const opener = await createPieceOpener({ mailboxId, generation }, old);
  const sealer = await createPieceSealer({ mailboxId, generation: current.generation }, current.publicKey);
  const wrapped = await Promise.all(
    pieces.map(async ({ itemId, wrap }) => {
      const key = await opener.unwrap(ownBytes(wrap), true).catch(() => null);
      return { itemId, wrap: key === null ? null : await sealer.wrap(key) };
    }),
  );
  const broken = wrapped.flatMap(({ itemId, wrap }) => (wrap === null ? [itemId] : []));
  const whole = wrapped.flatMap(({ itemId, wrap }) => (wrap === null ? [] : [{ itemId, wrap }]));
  await tx.itemSearchPiece.deleteMany({ where: { itemId: { in: broken } } }); // made again when it is read again
  await tx.$executeRaw`
    UPDATE item_search_pieces p SET generation = ${current.generation}, wrap = w.wrap
    FROM unnest(${whole.map(({ itemId }) => itemId)}::uuid[], ${whole.map(({ wrap }) => wrap)}::bytea[]) AS w(item_id, wrap)
    WHERE p.item_id = w.item_id`;
  return true;
}
