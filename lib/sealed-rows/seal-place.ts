import type { Envelope } from '../db/generated/client';
import { type BatchPlace, placeOfOne } from '../envelope-format/batch';

/** Where a seal stands in the batch that was signed; null for version 1, where the seal itself was. Whoever verifies trusts none. */
export function sealPlace({
  format,
  batchPlace,
}: Pick<Envelope, 'format' | 'batchPlace'>): BatchPlace | null {
  if (format === 1) return null;
  return (batchPlace as BatchPlace | null) ?? placeOfOne; // written from a BatchPlace
}
