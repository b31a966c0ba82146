import 'server-only';
import type { Client, UserActor } from '../../access/actor';
import { can } from '../../access/policy';
import { holdActor } from '../../auth/lock-actor';
import type { Tx } from '../../db/transaction';
import { AppError } from '../../errors';
import type { Services } from '../../services';
import { appendEntry } from '../trail/append-entry';
import type { AuditFilter } from './wire';

const onceEveryMilliseconds = 3_600_000;

/** For whom or what somebody looked; `view` where it was not the trail itself. */
type Looked = { person: string | null; envelope: string | null; event: string | null; view?: 'statistics' };

/**
 * That somebody looked, and for whom or what, is an entry as well, in the transaction that holds her row: one a person, subject and hour,
 * whether they looked at the list, at a timeline or at the counts of the same.
 */
export function noteReading(
  tx: Tx,
  who: { actor: UserActor; client: Client },
  filter: AuditFilter,
  now: Date,
): Promise<void> {
  return noteOnce(tx, who, lookedFor(filter), now);
}

/**
 * The same for the statistics, which name nobody; who may not read them is refused here, before they are read.
 * @throws AppError `not-found` for who is neither administrator nor auditor
 */
export function noteStatistics(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  { actor: asking, client }: { actor: UserActor; client: Client },
): Promise<void> {
  return db.$transaction(async (tx) => {
    const now = clock.now();
    const actor = await holdActor(tx, asking, now);
    if (!can(actor, 'statistics.read', actor)) throw new AppError('not-found');
    await noteOnce(
      tx,
      { actor, client },
      { person: null, envelope: null, event: null, view: 'statistics' },
      now,
    );
  });
}

/** What stands in AuditRead and AuditExported of a filter; events with commas between them. */
export function lookedFor(filter: AuditFilter): {
  person: string | null;
  envelope: string | null;
  event: string | null;
} {
  return {
    person: filter.person ?? null,
    envelope: filter.envelope ?? null,
    event: filter.event?.join(',') ?? null,
  };
}

async function noteOnce(
  tx: Tx,
  { actor, client }: { actor: UserActor; client: Client },
  looked: Looked,
  now: Date,
): Promise<void> {
  const recent = await tx.auditVisibility.findMany({
    where: {
      organisationId: actor.organisationId,
      actorAddress: actor.email,
      event: 'AuditRead',
      occurredAt: { gt: new Date(now.getTime() - onceEveryMilliseconds) },
    },
    select: { entry: { select: { detail: true } } },
    take: 500,
  });
  if (recent.some(({ entry: { detail } }) => isSame(detail, looked))) return;
  await appendEntry(tx, {
    event: 'AuditRead',
    actor,
    client,
    organisationIds: [actor.organisationId],
    detail: looked,
  });
}

function isSame(detail: unknown, looked: Looked): boolean {
  if (typeof detail !== 'object' || detail === null) return false;
  const noted = detail as Partial<Record<keyof Looked, unknown>>; // each member is compared, none trusted
  return (
    noted.person === looked.person &&
    noted.envelope === looked.envelope &&
    noted.event === looked.event &&
    noted.view === looked.view
  );
}
