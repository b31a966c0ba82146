import 'server-only';
import { Prisma } from '../../db/sql';
import type { AuditFilter } from './wire';

/** A place in the order of entries: time, then id. */
export type Position = { occurredAt: Date; entryId: bigint };

/** `after`: strictly beyond that place. */
export type Stretch = {
  direction: 'newest-first' | 'oldest-first';
  after: Position | null;
  limit: number;
};

/**
 * The first `limit` rows of audit_visibility (occurred_at, entry_id, event) that one organisation may read and that fit,
 * in no promised order. Each arm is a range of one index that is already in the order of time: several events, like
 * the two ways a person may stand in an entry, are ranges merged. One OR would make Postgres sort everything that fits.
 * Only an envelope together with something else is one range that is sifted.
 */
export function matchingSql(organisationId: string, filter: AuditFilter, stretch: Stretch): Prisma.Sql {
  const { order, beyond } = directionSql(stretch.direction);
  const { after } = stretch;
  const everywhere = [
    Prisma.sql`organisation_id = ${organisationId}::uuid`,
    ...(filter.from ? [Prisma.sql`occurred_at >= ${new Date(filter.from)}`] : []),
    ...(filter.to ? [Prisma.sql`occurred_at < ${new Date(filter.to)}`] : []),
    ...(filter.envelope ? [Prisma.sql`envelope_id = ${filter.envelope}::uuid`] : []),
    ...(after ? [Prisma.sql`(occurred_at, entry_id) ${beyond} (${after.occurredAt}, ${after.entryId})`] : []),
  ];
  const arms = armsOf(filter).map((conditions) => {
    const where = Prisma.join([...everywhere, ...conditions], ' AND ');
    return Prisma.sql`(SELECT occurred_at, entry_id, event FROM audit_visibility
      WHERE ${where} ORDER BY occurred_at ${order}, entry_id ${order} LIMIT ${stretch.limit})`;
  });
  // UNION, not UNION ALL: an entry may name one person as actor and as recipient.
  return Prisma.join(arms, ' UNION ');
}

/** `ASC` or `DESC`, and the comparison that leads on. */
export function directionSql(direction: Stretch['direction']): { order: Prisma.Sql; beyond: Prisma.Sql } {
  return direction === 'newest-first'
    ? { order: Prisma.sql`DESC`, beyond: Prisma.sql`<` }
    : { order: Prisma.sql`ASC`, beyond: Prisma.sql`>` };
}

function armsOf({ person, envelope, event }: AuditFilter): Prisma.Sql[][] {
  // Of one envelope there are few entries: its range is sifted.
  if (envelope !== undefined) {
    const anyEvent = event ? [Prisma.sql`event = ANY(${event})`] : [];
    return person === undefined ? [anyEvent] : asEither(person).map((who) => [...anyEvent, who]);
  }
  const events = event?.length ? event.map((one) => [Prisma.sql`event = ${one}`]) : [[]];
  return person === undefined
    ? events
    : asEither(person).flatMap((who) => events.map((one) => [who, ...one]));
}

/** The two ways a person may stand in an entry. */
function asEither(person: string): Prisma.Sql[] {
  return [Prisma.sql`actor_address = ${person}`, Prisma.sql`recipient_address = ${person}`];
}
