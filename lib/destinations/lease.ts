import 'server-only';
import { randomUUID } from 'node:crypto';
import type { AuditDestination } from '../db/generated/client';
import type { Services } from '../services';

/** A worker that is killed is replaced after this; a living one renews three times as often. */
const leaseMilliseconds = 30_000;

export type Lease = {
  destination: AuditDestination;
  /** The condition of every write: it changes nothing once somebody else has taken over. */
  mine: { id: string; lease: string };
};

/**
 * Runs `work` on a destination while no other worker does; does nothing where one does, or where it is paused or gone. The
 * lease is renewed meanwhile and given back afterwards. It is no lock: a worker that stood still for longer may find
 * that it has lost it, so every write carries `mine`.
 */
export async function withLease(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  destinationId: string,
  work: (lease: Lease) => Promise<void>,
): Promise<void> {
  const until = () => new Date(clock.now().getTime() + leaseMilliseconds);
  const mine = { id: destinationId, lease: randomUUID() };
  const taken = await db.auditDestination.updateMany({
    where: {
      id: destinationId,
      pausedAt: null,
      OR: [{ leasedUntil: null }, { leasedUntil: { lt: clock.now() } }],
    },
    data: { lease: mine.lease, leasedUntil: until() },
  });
  const destination = taken.count > 0 ? await db.auditDestination.findFirst({ where: mine }) : null;
  if (destination === null) return;
  const renewal = setInterval(() => {
    // Not renewed in time: the next write says so.
    db.auditDestination.updateMany({ where: mine, data: { leasedUntil: until() } }).catch(() => undefined);
  }, leaseMilliseconds / 3);
  try {
    await work({ destination, mine });
  } finally {
    clearInterval(renewal);
    await db.auditDestination.updateMany({ where: mine, data: { lease: null, leasedUntil: null } });
  }
}
