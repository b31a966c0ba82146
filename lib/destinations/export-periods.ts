import 'server-only';
import { v7 as uuidv7 } from 'uuid';
import { type ExportNeeds, exportFile } from '../audit/export/export-files';
import { numbersBetween } from '../audit/export/export-scope';
import { appendEntry } from '../audit/trail/append-entry';
import type { AuditExportRun } from '../db/generated/client';
import { DeliveryFailure, type OutboundBucket } from '../ports/outbound';
import type { Services } from '../services';
import { timestampedCheckpoint } from '../transparency-log/timestamped-checkpoint';
import { type Lease, withLease } from './lease';
import { afterSuccess, noteFailure } from './note-outcome';
import { dueAt, objectKey, type Period, periodOf } from './periods';
import { readSettings, readTarget } from './read-settings';
import type { S3Settings } from './wire';

type Needs = ExportNeeds & Pick<Services, 'outbound'>;

/**
 * Writes every period that is over into the organisation's bucket, oldest first: one object each, under a name that says
 * which. The numbers of consecutive objects follow each other, so that together they are the whole trail. What an object
 * holds is written down before its first byte and the object appears with its last one, carrying the id of its run:
 * a worker that dies at any moment is followed by one that finds out whether the object stands, and never
 * writes a second one. Failures are written down, and the next try waits longer each time.
 */
export async function exportPeriods(
  services: Needs,
  { destinationId }: { destinationId: string },
): Promise<void> {
  await withLease(services, destinationId, async (lease) => {
    const read = readSettings(lease.destination);
    if (read.kind !== 's3') return;
    try {
      while (await exportNext(services, lease, read.settings));
    } catch (error) {
      await noteFailure(services, lease, error);
    }
  });
}

/** False when there is nothing more to do now. */
async function exportNext(services: Needs, lease: Lease, settings: S3Settings): Promise<boolean> {
  const { db, clock, keys, outbound } = services;
  const current = await db.auditDestination.findFirst({ where: lease.mine });
  if (current === null || current.pausedAt !== null || current.exportedUntil === null) return false;
  const { schedule, format } = settings;
  if (dueAt(schedule, current.exportedUntil) > clock.now()) return false;
  // After a change of schedule the next period begins where the last object ends.
  const period = { from: current.exportedUntil, to: periodOf(schedule, current.exportedUntil).to };
  const where = readTarget(keys, current);
  if (where.kind !== 's3') throw new DeliveryFailure('settings-wrong');
  const key = objectKey(settings, current.organisationId, period);
  const run = await beginRun(services, current, period, key);
  const bucket = outbound.bucket(where.target);
  try {
    const { organisationId } = current;
    const written = await writeOnce(services, bucket, { ...run, key, format, organisationId });
    const held = { ...run, firstNumber: written?.firstNumber ?? run.firstNumber };
    return await finishRun(services, lease, held, {
      key: written ? key : run.objectKey,
      bytes: written?.bytes ?? null,
      format,
      nextTryAt: dueAt(schedule, period.to),
    });
  } finally {
    bucket.close();
  }
}

/** The run of a period, made once: its last number does not change afterwards, its first only where entries are pruned before they are written. */
async function beginRun(
  services: Needs,
  destination: { id: string; organisationId: string; deliveredNumber: bigint },
  { from, to }: Period,
  key: string,
): Promise<AuditExportRun> {
  const { db } = services;
  const place = { destinationId: destination.id, periodFrom: from };
  const begun = await db.auditExportRun.findUnique({ where: { destinationId_periodFrom: place } });
  if (begun) return begun;
  const { treeSize } = await timestampedCheckpoint(services);
  const upTo = { from: undefined, to: to.toISOString(), treeSize };
  const range = await numbersBetween(db, destination.organisationId, upTo);
  const behindLast = Number(destination.deliveredNumber) + 1;
  // What was pruned before it could be written is gone.
  const first = range.last < behindLast ? behindLast : Math.max(behindLast, range.first);
  return db.auditExportRun.create({
    data: {
      ...place,
      id: uuidv7(),
      periodTo: to,
      objectKey: key,
      firstNumber: first,
      lastNumber: Math.max(range.last, first - 1),
      startedAt: services.clock.now(),
    },
  });
}

/** The object's size and its first number; null where an earlier try had written it to its end. */
async function writeOnce(
  services: Needs,
  bucket: OutboundBucket,
  run: AuditExportRun & { key: string; organisationId: string; format: S3Settings['format'] },
): Promise<{ bytes: number; firstNumber: bigint } | null> {
  const { id, key, organisationId, format } = run;
  const write = (data: { objectKey?: string; uploadId?: string | null; firstNumber?: bigint }) =>
    services.db.auditExportRun.update({ where: { id }, data });
  if ((await bucket.labelOf(run.objectKey)) === id) return null;
  if (run.uploadId !== null) await bucket.abandon(run.objectKey, run.uploadId);
  if (run.objectKey !== key) {
    // Folder or format were changed after a try that failed.
    await write({ objectKey: key, uploadId: null });
  }
  if ((await bucket.labelOf(key)) !== null) throw new DeliveryFailure('object-exists');
  const wanted = { first: Number(run.firstNumber), last: Number(run.lastNumber) };
  const file = await exportFile(services, { organisationId, format, filter: {}, numbers: wanted });
  try {
    // The bucket was away for so long that entries left by retention: the object begins behind them, and the run says so.
    const firstNumber = BigInt(file.numbers?.first ?? wanted.first);
    if (firstNumber !== run.firstNumber) await write({ firstNumber });
    const label = { mediaType: file.mediaType, runId: id };
    const { bytes } = await bucket.write(key, label, file.chunks, async (uploadId) => {
      await write({ uploadId });
    });
    return { bytes, firstNumber };
  } finally {
    await file.chunks.return(undefined);
  }
}

/** The cursor, the run and the entry in one transaction. False where somebody else has taken over. */
async function finishRun(
  { db, clock }: Needs,
  { mine }: Lease,
  run: AuditExportRun,
  done: { key: string; bytes: number | null; format: string; nextTryAt: Date },
): Promise<boolean> {
  const now = clock.now();
  return db.$transaction(async (tx) => {
    const [moved] = await tx.auditDestination.updateManyAndReturn({
      where: { ...mine, exportedUntil: run.periodFrom },
      data: {
        deliveredNumber: run.lastNumber,
        exportedUntil: run.periodTo,
        nextTryAt: done.nextTryAt,
        ...afterSuccess(now),
      },
      select: { organisationId: true },
    });
    if (moved === undefined) return false;
    await tx.auditExportRun.update({
      where: { id: run.id },
      data: { finishedAt: now, uploadId: null, ...(done.bytes === null ? {} : { bytes: done.bytes }) },
    });
    await appendEntry(tx, {
      event: 'AuditExported',
      actor: { kind: 'system' },
      client: null,
      organisationIds: [moved.organisationId],
      detail: {
        format: done.format,
        from: run.periodFrom.toISOString(),
        to: run.periodTo.toISOString(),
        destination: run.destinationId,
        object: done.key,
        first: Number(run.firstNumber),
        last: Number(run.lastNumber),
      },
    });
    return true;
  });
}
