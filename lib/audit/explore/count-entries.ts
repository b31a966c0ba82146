import 'server-only';
import type { Client, UserActor } from '../../access/actor';
import { can } from '../../access/policy';
import { holdActor } from '../../auth/lock-actor';
import { Prisma } from '../../db/sql';
import type { Tx } from '../../db/transaction';
import { AppError } from '../../errors';
import type { Services } from '../../services';
import { matchingSql } from './matching-sql';
import { noteReading } from './note-reading';
import type { AuditCounts, AuditFilter } from './wire';

/** So many of the newest entries are counted; what it costs stands in test/integration/audit-scale.test.ts. */
export const entriesCountedMax = 100_000;
const hourMilliseconds = 3_600_000;

type Row = { start: string; event: string; entries: bigint; earliest: Date; counted: bigint };

/**
 * Counts by event and hour, day or month of what a filter finds, for administrators and auditors. Never more than
 * `entriesCountedMax` entries are read: where there are more, the newest are counted and the answer says from when.
 * Notes the look like the list of the same filter does.
 * @throws AppError `not-found` for everybody else
 */
export async function countEntries(
  services: Pick<Services, 'db' | 'clock'>,
  input: { actor: UserActor; client: Client; filter: AuditFilter; zone: string },
): Promise<AuditCounts> {
  const { client, filter, zone } = input;
  const now = services.clock.now();
  return services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, input.actor, now);
    if (!can(actor, 'audit.read', { organisationId: actor.organisationId })) throw new AppError('not-found');
    await noteReading(tx, { actor, client }, filter, now);
    const unit = unitFor(await spanHours(tx, actor.organisationId, filter, now));
    const rows = await tx.$queryRaw<Row[]>(countsSql(actor.organisationId, filter, unit, zone));
    const whole = (rows[0]?.counted ?? 0n) <= BigInt(entriesCountedMax);
    return {
      unit,
      counts: rows.map(({ start, event, entries }) => ({ start, event, entries: Number(entries) })),
      countedFrom: whole ? null : (rows[0]?.earliest.toISOString() ?? null),
    };
  });
}

/** Every row carries the totals, so that one pass over the entries answers everything. */
export function countsSql(
  organisationId: string,
  filter: AuditFilter,
  unit: AuditCounts['unit'],
  zone: string,
): Prisma.Sql {
  const newest = { direction: 'newest-first', after: null, limit: entriesCountedMax + 1 } as const;
  return Prisma.sql`
    WITH counted AS MATERIALIZED (
      SELECT occurred_at, event FROM (${matchingSql(organisationId, filter, newest)}) AS found
      ORDER BY occurred_at DESC, entry_id DESC LIMIT ${newest.limit})
    SELECT to_char(start, 'YYYY-MM-DD"T"HH24:MI:SS') AS start, event, entries, earliest, counted
    FROM (SELECT date_trunc(${unit}, occurred_at AT TIME ZONE ${zone}) AS start, event, count(*) AS entries
      FROM counted GROUP BY 1, 2) AS grouped,
      (SELECT min(occurred_at) AS earliest, count(*) AS counted FROM counted) AS total
    ORDER BY start, event`;
}

/** From the first to the last entry that fits: a filter without dates may still find one afternoon. */
async function spanHours(tx: Tx, organisationId: string, filter: AuditFilter, now: Date): Promise<number> {
  const edge = async (direction: 'newest-first' | 'oldest-first') => {
    const stretch = { direction, after: null, limit: 1 } as const;
    const order = direction === 'newest-first' ? Prisma.sql`DESC` : Prisma.sql`ASC`;
    const [row] = await tx.$queryRaw<{ occurred_at: Date }[]>`
      SELECT occurred_at FROM (${matchingSql(organisationId, filter, stretch)}) AS found
      ORDER BY occurred_at ${order} LIMIT 1`;
    return row?.occurred_at ?? now;
  };
  const [first, last] = [await edge('oldest-first'), await edge('newest-first')];
  return (last.getTime() - first.getTime()) / hourMilliseconds;
}

function unitFor(hours: number): AuditCounts['unit'] {
  if (hours <= 49) return 'hour';
  return hours <= 24 * 93 ? 'day' : 'month';
}
