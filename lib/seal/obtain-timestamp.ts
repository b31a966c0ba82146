import 'server-only';
import { createHash } from 'node:crypto';
import { appendEntries } from '../audit/trail/append-entry';
import { signedBytesOf } from '../envelope-format/signed-document';
import { sealPlace } from '../sealed-rows/seal-place';
import type { Services } from '../services';

/**
 * Obtains the RFC 3161 timestamp of what was signed of a sealed envelope's seal and stores it, once, with its audit entry: for all envelopes
 * that were sealed under that signature. Until then they say "pending".
 * @throws Error when the authority is away or its answer does not verify: nothing is stored, the job is tried again
 */
export async function obtainTimestamp(
  services: Pick<Services, 'db' | 'timestamper'>,
  { envelopeId }: { envelopeId: string },
): Promise<void> {
  const envelope = await services.db.envelope.findUnique({
    where: { id: envelopeId, state: 'sealed', timestampResponse: null },
    select: { seal: true, format: true, batchId: true, batchPlace: true },
  });
  if (envelope === null || envelope.seal === null) return;
  const { seal, batchId } = envelope;
  const signed = await signedBytesOf({ document: seal, batch: sealPlace(envelope) });
  const stamp = await services.timestamper.stamp(createHash('sha256').update(signed).digest());
  await services.db.$transaction(async (tx) => {
    // one after the other, as everything that locks several envelopes; before its release nobody else is to see that a letter is
    const stored = await tx.$queryRaw<{ id: string; concerned: string[] }[]>`
      WITH waiting AS (
        SELECT id FROM envelopes WHERE (id = ${envelopeId}::uuid OR batch_id = ${batchId}::uuid) AND timestamp_response IS NULL
        ORDER BY id FOR NO KEY UPDATE
      )
      UPDATE envelopes e SET timestamp_response = ${Buffer.from(stamp.response)}, timestamped_at = ${stamp.time}
      FROM waiting WHERE e.id = waiting.id
      RETURNING e.id, ARRAY(
        SELECT DISTINCT o FROM (
          SELECT e.organisation_id AS o UNION ALL
          SELECT m.organisation_id FROM recipients r JOIN mailboxes m ON m.id = r.mailbox_id WHERE r.envelope_id = e.id AND r.released_at IS NOT NULL
        ) AS owners WHERE o IS NOT NULL)::text[] AS concerned`;
    await appendEntries(
      tx,
      stored.map(({ id, concerned }) => ({
        event: 'TimestampObtained',
        actor: { kind: 'system' },
        client: null,
        organisationIds: concerned,
        envelopeId: id,
        detail: { time: stamp.time.toISOString() },
      })),
    );
  });
}
