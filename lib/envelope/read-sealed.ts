import 'server-only';
import type { Tx } from '../db/transaction';
import { AppError } from '../errors';
import { assertAgreesWithSeal, stateAfterAddenda } from '../sealed-rows/assert-agrees';

/** A sealed envelope with everything a seal has, its addenda, and what they make of it. */
export type Sealed = Awaited<ReturnType<typeof readSealed>>;

/**
 * Its row agrees with its seal and addenda, or nobody is given it.
 * @throws AppError `not-found` when there is none of that id, or it is still a draft
 * @throws SealedRowChanged where it was changed since
 */
export async function readSealed(tx: Tx, envelopeId: string) {
  const envelope = await tx.envelope.findUnique({
    where: { id: envelopeId, state: 'sealed' },
    include: { organisation: { select: { name: true } }, addenda: { orderBy: { number: 'asc' } } },
    omit: { draftCiphertext: true },
  });
  if (envelope === null) throw new AppError('not-found');
  const { seal, sealSignature, sealingKeyId, senderAddress, sealedAt, expiresAt, accessUntil, releaseAt } =
    envelope;
  if (!seal || !sealSignature || !sealingKeyId || !senderAddress || !sealedAt || !expiresAt) {
    throw new Error('sealed, and not whole'); // the check constraint envelopes_sealed_whole makes this impossible
  }
  if (!accessUntil || !releaseAt) throw new Error('sealed, and not whole'); // likewise
  assertAgreesWithSeal({ ...envelope, seal });
  const afterAddenda = await stateAfterAddenda({ ...envelope, seal, accessUntil });
  return {
    ...envelope,
    afterAddenda,
    seal,
    sealSignature,
    sealingKeyId,
    senderAddress,
    sealedAt,
    expiresAt,
    accessUntil,
    releaseAt,
  };
}
