import type { Tx } from '../db/transaction';

/**
 * Whom a hold of an organisation on a letter concerns, by organisation: where the sender's holds, all who have a copy; where a
 * recipient's does, that one and the sender's, so that nobody learns of a blind copy. Null where it has no copy of the letter.
 */
export async function concernedByHold(
  tx: Tx,
  envelopeId: string,
  organisationId: string,
): Promise<string[] | null> {
  const rows = await tx.$queryRaw<{ organisationId: string; sends: boolean }[]>`
    SELECT organisation_id AS "organisationId", true AS sends FROM envelopes
    WHERE id = ${envelopeId}::uuid AND state = 'sealed' AND organisation_id IS NOT NULL
    UNION ALL
    SELECT DISTINCT m.organisation_id, false FROM recipients r JOIN mailboxes m ON m.id = r.mailbox_id
    WHERE r.envelope_id = ${envelopeId}::uuid AND r.released_at IS NOT NULL AND m.organisation_id IS NOT NULL`;
  if (!rows.some((row) => row.organisationId === organisationId)) return null;
  const sends = rows.some((row) => row.sends && row.organisationId === organisationId);
  const concerned = rows.filter((row) => sends || row.sends || row.organisationId === organisationId);
  return [...new Set(concerned.map((row) => row.organisationId))];
}
