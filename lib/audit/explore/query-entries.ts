import 'server-only';
import type { Client, UserActor } from '../../access/actor';
import { can } from '../../access/policy';
import { holdActor } from '../../auth/lock-actor';
import { AppError } from '../../errors';
import type { Services } from '../../services';
import type { Position } from './matching-sql';
import { noteReading } from './note-reading';
import { readPage } from './read-page';
import type { AuditAnswer, AuditQuery } from './wire';

const entriesAPage = 50;

/**
 * One page of the audit trail of the actor's own organisation, for its administrators and auditors; newest first unless
 * asked otherwise. That somebody looked is an entry as well (note-reading.ts).
 * @throws AppError `not-found` for everybody else
 */
export async function queryEntries(
  services: Pick<Services, 'db' | 'clock'>,
  { actor: asking, client, query }: { actor: UserActor; client: Client; query: AuditQuery },
): Promise<AuditAnswer> {
  const { cursor, order, ...filter } = query;
  return services.db.$transaction(async (tx) => {
    const now = services.clock.now();
    const actor = await holdActor(tx, asking, now);
    if (!can(actor, 'audit.read', { organisationId: actor.organisationId })) throw new AppError('not-found');
    await noteReading(tx, { actor, client }, filter, now);
    const page = {
      direction: order ?? 'newest-first',
      after: cursor ? readCursor(cursor) : null,
      limit: entriesAPage,
    } as const;
    const { items, last } = await readPage(tx, actor.organisationId, filter, page);
    return { items, nextCursor: last && items.length === entriesAPage ? writeCursor(last) : null };
  });
}

function writeCursor({ occurredAt, entryId }: Position): string {
  return `${occurredAt.getTime()}.${entryId}`;
}

function readCursor(cursor: string): Position {
  const [milliseconds, id] = cursor.split('.');
  return { occurredAt: new Date(Number(milliseconds)), entryId: BigInt(id ?? '0') };
}
