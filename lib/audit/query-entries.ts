import 'server-only';
import type { Client, UserActor } from '../access/actor';
import { can } from '../access/policy';
import { AppError } from '../errors';
import type { Tx } from '../jobs/queue';
import type { Services } from '../services';
import { appendEntry } from './append-entry';
import { type Position, readPage } from './read-page';
import type { AuditAnswer, AuditFilter, AuditQuery } from './wire';

const entriesAPage = 50;
const readOnceEveryMilliseconds = 3_600_000;

/**
 * One page of the audit trail of the actor's own organisation, newest first, for its administrators and auditors. That
 * somebody looked, and for whom or what, is an entry as well: one a person, filter and hour.
 * @throws AppError `not-found` for everybody else
 */
export async function queryEntries(
  services: Pick<Services, 'db' | 'clock'>,
  { actor, client, query }: { actor: UserActor; client: Client; query: AuditQuery },
): Promise<AuditAnswer> {
  if (!can(actor, 'audit.read', { organisationId: actor.organisationId })) throw new AppError('not-found');
  const { cursor, ...filter } = query;
  return services.db.$transaction(async (tx) => {
    await noteReading(tx, actor, client, filter, services.clock.now());
    const page = {
      direction: 'newest-first',
      after: cursor ? readCursor(cursor) : null,
      limit: entriesAPage,
    } as const;
    const { items, last } = await readPage(tx, actor.organisationId, filter, page);
    return { items, nextCursor: last && items.length === entriesAPage ? writeCursor(last) : null };
  });
}

async function noteReading(
  tx: Tx,
  actor: UserActor,
  client: Client,
  filter: AuditFilter,
  now: Date,
): Promise<void> {
  const looked = {
    person: filter.person ?? null,
    envelope: filter.envelope ?? null,
    event: filter.event ?? null,
  };
  const recent = await tx.auditVisibility.findMany({
    where: {
      organisationId: actor.organisationId,
      actorAddress: actor.email,
      event: 'AuditRead',
      occurredAt: { gt: new Date(now.getTime() - readOnceEveryMilliseconds) },
    },
    select: { entry: { select: { detail: true } } },
    take: 500,
  });
  const same = recent.some(({ entry: { detail } }) => {
    if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return false;
    return (
      detail.person === looked.person && detail.envelope === looked.envelope && detail.event === looked.event
    );
  });
  if (same) return;
  await appendEntry(tx, {
    event: 'AuditRead',
    actor,
    client,
    organisationIds: [actor.organisationId],
    detail: looked,
  });
}

function writeCursor({ occurredAt, entryId }: Position): string {
  return `${occurredAt.getTime()}.${entryId}`;
}

function readCursor(cursor: string): Position {
  const [milliseconds, id] = cursor.split('.');
  return { occurredAt: new Date(Number(milliseconds)), entryId: BigInt(id ?? '0') };
}
