import 'server-only';
import { createHash } from 'node:crypto';
import { signedBytesOf } from '../envelope-format/signed-document';
import type { Services } from '../services';
import { placeOf } from './signed-addenda';

/**
 * Obtains the RFC 3161 timestamp of an addendum's batch and stores it, once. Until then the addendum says "pending".
 * @throws Error when the authority is away or its answer does not verify: nothing is stored, the job is tried again
 */
export async function obtainAddendumTimestamp(
  { db, timestamper }: Pick<Services, 'db' | 'timestamper'>,
  { envelopeId, addendum: number }: { envelopeId: string; addendum: number },
): Promise<void> {
  const addendum = await db.addendum.findUnique({
    where: { envelopeId_number: { envelopeId, number }, timestampResponse: null },
  });
  if (addendum === null) return;
  const signed = await signedBytesOf({ document: addendum.document, batch: placeOf(addendum) });
  const stamp = await timestamper.stamp(createHash('sha256').update(signed).digest());
  // what one signature stands for, one timestamp does
  await db.addendum.updateMany({
    where: { envelopeId, number, timestampResponse: null },
    data: { timestampResponse: Buffer.from(stamp.response) },
  });
}
