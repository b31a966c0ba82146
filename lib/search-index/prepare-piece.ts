import 'server-only';
import type { UserActor } from '../access/actor';
import { AppError } from '../errors';
import type { Services } from '../services';
import { currentIndexKey } from './index-keys';
import { type CopySide, lockReadCopy } from './lock-read-copy';
import type { SearchPieceKeyAnswer } from './wire';

/**
 * What a browser needs to make the piece of a copy it has opened or written: the public key of the mailbox's index, made where there is none.
 * @throws AppError as `lockReadCopy`
 */
export async function preparePiece(
  services: Pick<Services, 'db' | 'keys' | 'clock'>,
  { actor, side }: { actor: UserActor; side: CopySide },
): Promise<SearchPieceKeyAnswer> {
  return services.db.$transaction(async (tx) => {
    const { itemId, mailboxId } = await lockReadCopy(tx, actor, side, services.clock.now());
    const mailbox = await tx.mailbox.findUnique({ where: { id: mailboxId }, select: { kind: true } });
    if (mailbox?.kind !== 'personal' && mailbox?.kind !== 'shared' && mailbox?.kind !== 'applicative')
      throw new AppError('not-found');
    const { generation, publicKey } = await currentIndexKey(services.keys, tx, mailboxId);
    const stands = (await tx.itemSearchPiece.count({ where: { itemId } })) > 0;
    return {
      mailboxId,
      itemId,
      mailboxKind: mailbox.kind,
      generation,
      publicKey: Buffer.from(publicKey).toString('base64'),
      stands,
    };
  });
}
