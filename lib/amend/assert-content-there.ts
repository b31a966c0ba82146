import type { Tx } from '../db/transaction';
import { AppError } from '../errors';

/**
 * Whether anything of a locked envelope can still be read by anybody: a later date or a new recipient would promise what is gone.
 * @throws AppError `content-destroyed`
 */
export async function assertContentThere(tx: Tx, envelopeId: string): Promise<void> {
  const left = await tx.envelopeKey.count({ where: { envelopeId, packet: { not: null } } });
  if (left === 0) throw new AppError('content-destroyed');
}
