import 'server-only';
import type { Tx } from '../db/transaction';
import { lockedTransaction } from '../db/transaction';
import type { Services } from '../services';

/**
 * Removes what the vault holds for an envelope and no segment names: replaced and abandoned uploads, and everything of a
 * discarded draft. The envelope's row stays locked meanwhile, so nothing a seal is counting on can go.
 * Repeating it is harmless.
 */
export async function sweepVault(
  services: Pick<Services, 'db' | 'objectStore'>,
  { envelopeId }: { envelopeId: string },
): Promise<void> {
  await services.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM envelopes WHERE id = ${envelopeId}::uuid FOR UPDATE`;
    const segments = await tx.segment.findMany({ where: { part: { envelopeId } }, select: { sha256: true } });
    const named = new Set(segments.map(({ sha256 }) => sha256));
    const stored = await services.objectStore.list(envelopeId);
    const unnamed = [...stored.keys()].filter((sha256) => !named.has(sha256));
    if (unnamed.length > 0) await services.objectStore.remove(envelopeId, unnamed);
  }, lockedTransaction);
}

/**
 * Plans a sweep for the time when no signed request can bring anything any more, besides one at once where `now` is set.
 * One waiting sweep an envelope is enough.
 */
export async function planSweep(
  services: Pick<Services, 'queue' | 'config'>,
  tx: Tx,
  envelopeId: string,
  { now }: { now: boolean },
): Promise<void> {
  if (now) await services.queue.enqueue(tx, 'sweep-vault', { envelopeId }, { key: `${envelopeId} now` });
  await services.queue.enqueue(
    tx,
    'sweep-vault',
    { envelopeId },
    { key: envelopeId, startAfterSeconds: services.config.limits.signedUrlSeconds + 60 },
  );
}
