import 'server-only';
import type { Tx } from '../db/transaction';
import { lockEnvelope } from './lock-envelope';
import { readSealed, type Sealed } from './read-sealed';

/** A sealed letter as its sender's mailbox has it; `removedAt`: when that mailbox removed its copy for ever. */
export type OwnCopy = Sealed & { removedAt: Date | null };

/**
 * A sealed letter for who reads it in the mailbox that sent it, with its row locked until the transaction ends: it is opened before its
 * copy is removed, or not at all.
 * @throws AppError `not-found` when there is none of that id, or it is still a draft
 * @throws SealedRowChanged where it was changed since
 */
export async function lockOwnCopy(tx: Tx, envelopeId: string): Promise<OwnCopy> {
  await lockEnvelope(tx, envelopeId);
  const [own] = await tx.$queryRaw<{ removedAt: Date | null }[]>`
    SELECT removed_at AS "removedAt" FROM mailbox_items WHERE envelope_id = ${envelopeId}::uuid AND recipient_id IS NULL`;
  return { ...(await readSealed(tx, envelopeId)), removedAt: own?.removedAt ?? null };
}
