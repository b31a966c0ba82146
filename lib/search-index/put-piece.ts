import 'server-only';
import type { UserActor } from '../access/actor';
import { AppError } from '../errors';
import type { Services } from '../services';
import { type CopySide, lockReadCopy } from './lock-read-copy';
import type { PutSearchPieceRequest } from './wire';

/**
 * Keeps the piece of a copy instead of the one it had. Nothing is kept of a letter that may not be opened any more, nor under a key that was retired meanwhile.
 * @throws AppError as `lockReadCopy`; `conflict` where the key is not the one in use; `bad-request` for bytes of another length
 */
export async function putPiece(
  services: Pick<Services, 'db' | 'clock'>,
  { actor, side, piece }: { actor: UserActor; side: CopySide; piece: PutSearchPieceRequest },
): Promise<void> {
  const { generation } = piece;
  const wrap = Buffer.from(piece.wrap, 'base64');
  const content = Buffer.from(piece.content, 'base64');
  if (wrap.length !== 105 || content.length < 29) throw new AppError('bad-request');
  await services.db.$transaction(async (tx) => {
    const { itemId, mailboxId } = await lockReadCopy(tx, actor, side, services.clock.now());
    // so numbers become visible in order, and the mailbox comes before its key
    const [numbered] = await tx.$queryRaw<{ number: bigint }[]>`
      UPDATE mailboxes SET piece_number = piece_number + 1 WHERE id = ${mailboxId}::uuid RETURNING piece_number AS number`;
    const [key] = await tx.$queryRaw<{ generation: number }[]>`
      SELECT generation FROM search_index_keys WHERE mailbox_id = ${mailboxId}::uuid AND generation = ${generation} AND retired_at IS NULL FOR SHARE`;
    if (!numbered || !key) throw new AppError('conflict');
    const { number } = numbered;
    const written = { generation, number, wrap, content };
    await tx.itemSearchPiece.upsert({
      where: { itemId },
      create: { itemId, mailboxId, ...written },
      update: { mailboxId, ...written },
    });
  });
}
