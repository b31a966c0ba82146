import 'server-only';
import { readNumbered } from '../audit/export/read-numbered';
import type { Services } from '../services';
import type { DeliveredEntry } from './delivered-entry';
import { deliverySource } from './delivery-source';
import { type Lease, withLease } from './lease';
import { afterSuccess, noteFailure } from './note-outcome';
import { readSettings, readTarget } from './read-settings';
import { syslogMessage } from './syslog-message';
import { webhookMessage } from './webhook-message';

/** Of one connection or request: about 300 kB. */
const entriesABatch = 500;
/** Then the job ends, and the next one goes on: a worker that is to stop need not wait for a million entries. */
const jobMilliseconds = 20_000;

type Needs = Pick<Services, 'db' | 'clock' | 'log' | 'keys' | 'config' | 'outbound'>;

/**
 * Brings a collector up to date: every entry of its organisation, in the order of the log, each at least once. The cursor
 * moves only over what the collector has taken, so what is under way when anything dies is sent again; a receiver
 * knows it by its number. Failures are written down, and the next try waits longer each time.
 */
export async function deliverEntries(
  services: Needs,
  { destinationId }: { destinationId: string },
): Promise<void> {
  const began = services.clock.now().getTime();
  await withLease(services, destinationId, async (lease) => {
    if (lease.destination.kind === 's3') return;
    try {
      const deliver = delivererOf(services, lease);
      let after = Number(lease.destination.deliveredNumber);
      while (services.clock.now().getTime() - began < jobMilliseconds) {
        const range = { after, limit: entriesABatch };
        const { entries, lastNumber } = await readNumbered(
          services.db,
          lease.destination.organisationId,
          range,
        );
        if (lastNumber === null) return;
        if (entries.length > 0) await deliver(entries);
        if (!(await moveCursor(services, lease, lastNumber))) return;
        after = lastNumber;
      }
    } catch (error) {
      await noteFailure(services, lease, error);
    }
  });
}

function delivererOf(
  { keys, config, clock, outbound }: Needs,
  { destination }: Lease,
): (entries: readonly DeliveredEntry[]) => Promise<void> {
  const { id, organisationId } = destination;
  const read = readSettings(destination);
  const where = readTarget(keys, destination);
  if (where.kind === 'webhook') {
    return (entries) => {
      const input = { destinationId: id, organisationId, entries, secret: where.secret, now: clock.now() };
      const { headers, body } = webhookMessage(input);
      return outbound.post(where.target, headers, body);
    };
  }
  if (where.kind !== 'syslog' || read.kind !== 'syslog') throw new Error('a bucket is no collector');
  const source = deliverySource(config, organisationId);
  return (entries) =>
    outbound.syslog(
      where.target,
      entries.map((entry) => syslogMessage(entry, source, read.settings.format)),
    );
}

/** False where somebody else has taken over, or the destination is gone or paused. */
async function moveCursor({ db, clock }: Needs, { mine }: Lease, to: number): Promise<boolean> {
  const moved = await db.auditDestination.updateManyAndReturn({
    where: mine,
    data: { deliveredNumber: to, ...afterSuccess(clock.now()) },
    select: { pausedAt: true },
  });
  return moved[0] !== undefined && moved[0].pausedAt === null;
}
