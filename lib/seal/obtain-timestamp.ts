import 'server-only';
import { createHash } from 'node:crypto';
import { appendEntry } from '../audit/trail/append-entry';
import { organisationsOf } from '../audit/trail/organisations-concerned';
import type { Services } from '../services';

/**
 * Obtains the RFC 3161 timestamp over the SHA-256 of a sealed envelope's seal and stores it, once, with its audit entry.
 * Until then the envelope says "pending".
 * @throws Error when the authority is away or its answer does not verify: nothing is stored, the job is tried again
 */
export async function obtainTimestamp(
  services: Pick<Services, 'db' | 'timestamper'>,
  { envelopeId }: { envelopeId: string },
): Promise<void> {
  const envelope = await services.db.envelope.findUnique({
    where: { id: envelopeId, state: 'sealed', timestampResponse: null },
    select: { seal: true, organisationId: true },
  });
  if (envelope === null || envelope.seal === null) return;
  const stamp = await services.timestamper.stamp(createHash('sha256').update(envelope.seal).digest());
  await services.db.$transaction(async (tx) => {
    const stored = await tx.envelope.updateMany({
      where: { id: envelopeId, timestampResponse: null },
      data: { timestampResponse: Buffer.from(stamp.response), timestampedAt: stamp.time },
    });
    if (stored.count === 0) return;
    const recipients = await tx.recipient.findMany({
      where: { envelopeId },
      select: { mailbox: { select: { organisationId: true } } },
    });
    await appendEntry(tx, {
      event: 'TimestampObtained',
      actor: { kind: 'system' },
      client: null,
      organisationIds: organisationsOf(envelope, ...recipients.map(({ mailbox }) => mailbox)),
      envelopeId,
      detail: { time: stamp.time.toISOString() },
    });
  });
}
