import type { Addendum } from '../db/generated/client';
import { type BatchPlace, placeOfOne } from '../envelope-format/batch';
import type { SignedDocument } from '../envelope-format/signed-document';
import type { Keys } from '../keys';

type Row = Pick<
  Addendum,
  'document' | 'signature' | 'sealingKeyId' | 'batchPlace' | 'timestampResponse' | 'envelopeId'
>;

/** Where an addendum stands in the batch that was signed. */
export function placeOf({ batchPlace }: Pick<Row, 'batchPlace'>): BatchPlace {
  return (batchPlace as BatchPlace | null) ?? placeOfOne; // written from a BatchPlace; whoever verifies trusts none
}

/**
 * The addenda of an envelope as whoever verifies is given them, in their order.
 * @throws Error when a key that signed one is not among ours any more: nobody could verify it
 */
export function signedAddenda(
  { sealing }: Pick<Keys, 'sealing'>,
  rows: readonly Row[],
): (SignedDocument & { batch: BatchPlace })[] {
  return rows.map((row) => {
    const key = sealing.find(({ fingerprint }) => fingerprint === row.sealingKeyId);
    if (!key) throw new Error(`sealing key ${row.sealingKeyId} is missing`);
    const { document, signature, timestampResponse } = row;
    return { document, batch: placeOf(row), signature, sealingKey: key.publicKey, timestampResponse };
  });
}
