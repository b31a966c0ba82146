import 'server-only';
import { appendEntry } from '../audit/trail/append-entry';
import { DeliveryFailure } from '../ports/outbound';
import type { Services } from '../services';
import type { Lease } from './lease';

const firstPauseSeconds = 5;
const longestPauseSeconds = 300;
/** An outage of so long is an entry; a restart of the collector is none. */
const notedAfterMilliseconds = 15 * 60_000;

/** Pause after so many failures in a row: 5, 10, 20, 40, 80, 160, then 300 seconds. */
export function pauseSeconds(failures: number): number {
  return Math.min(firstPauseSeconds * 2 ** Math.min(failures - 1, 10), longestPauseSeconds);
}

/** What of a failure is kept: a code, and the HTTP status where there is one. Never a text of the other side. */
export function failureText(failure: DeliveryFailure): string {
  return failure.status === null ? failure.code : `${failure.code}:${failure.status}`;
}

/**
 * Writes down that a try failed, and when the next one is due. Once an outage has lasted, it is an entry of the
 * organisation's audit trail: one an outage.
 */
export async function noteFailure(
  { db, clock, log }: Pick<Services, 'db' | 'clock' | 'log'>,
  { destination, mine }: Lease,
  thrown: unknown,
): Promise<void> {
  const failure =
    thrown instanceof DeliveryFailure ? thrown : new DeliveryFailure('internal', { cause: thrown });
  log.warn(
    { destinationId: mine.id, failure: failureText(failure), err: failure.cause },
    'audit trail not delivered',
  );
  const now = clock.now();
  await db.$transaction(async (tx) => {
    const before = await tx.auditDestination.findFirst({ where: mine });
    if (before === null) return;
    const failures = before.failures + 1;
    const failingSince = before.failingSince ?? now;
    const isNoted = before.failureNotedAt !== null;
    const isLong = now.getTime() - failingSince.getTime() >= notedAfterMilliseconds;
    await tx.auditDestination.updateMany({
      where: mine,
      data: {
        failures,
        failingSince,
        lastFailure: failureText(failure),
        nextTryAt: new Date(now.getTime() + pauseSeconds(failures) * 1_000),
        ...(isLong && !isNoted ? { failureNotedAt: now } : {}),
      },
    });
    if (!isLong || isNoted) return;
    await appendEntry(tx, {
      event: 'AuditDeliveryFailed',
      actor: { kind: 'system' },
      client: null,
      organisationIds: [destination.organisationId],
      detail: {
        destination: destination.id,
        kind: destination.kind,
        since: failingSince.toISOString(),
        reason: failureText(failure),
      },
    });
  });
}

/** What a success resets. */
export function afterSuccess(now: Date) {
  return { failures: 0, failingSince: null, failureNotedAt: null, lastFailure: null, lastSuccessAt: now };
}
