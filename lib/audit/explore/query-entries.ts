import 'server-only';
import type { Client, UserActor } from '../../access/actor';
import { can } from '../../access/policy';
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
  { actor, client, query }: { actor: UserActor; client: Client; query: AuditQuery },
): Promise<AuditAnswer> {
  if (!can(actor, 'audit.read', { organisationId: actor.organisationId })) throw new AppError('not-found');
  const { cursor, order, ...filter } = query;
  return services.db.$transaction(async (tx) => {
    await noteReading(tx, { actor, client }, filter, services.clock.now());
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
