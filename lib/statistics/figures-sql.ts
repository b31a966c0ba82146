import 'server-only';
import { Prisma } from '../db/sql';
import type { StatisticsQuery } from './wire';

/** `page`: by week, by service and in all; `cells`: by week and service. */
export type Grouping = 'page' | 'cells';

/** Every row says what it is about: a null `week` or `service` is "all of them". */
export type GroupKey = { week: string | null; service: string | null };

/** All personal mailboxes are one service under this key, the nil UUID. */
export const personalService = '00000000-0000-0000-0000-000000000000';

/** Envelopes sealed by the organisation by week and service: how many, how many bytes. A range of envelopes (organisation_id, sealed_at). */
export function sentSql(organisationId: string, query: StatisticsQuery): Prisma.Sql {
  return Prisma.sql`
    ${mondays(query)}
    SELECT ${keys}, count(*) AS sent, coalesce(sum(attachment_bytes), 0)::bigint AS bytes
    FROM (${sealed(organisationId, query)} ${fewGroups}) AS sent GROUP BY sent.week, service`;
}

/**
 * What became of their addressees, by the recipient rows of those envelopes. `seconds`: from seal to opening of each that was
 * opened, eight bytes of a double (big-endian) each.
 */
export function recipientsSql(organisationId: string, query: StatisticsQuery, now: Date): Prisma.Sql {
  return Prisma.sql`
    ${mondays(query)}
    SELECT ${keys}, count(*) AS recipients,
      count(*) FILTER (WHERE judged AND (seconds IS NULL OR seconds > 604800)) AS unopened,
      count(*) FILTER (WHERE failed) AS failures,
      string_agg(float8send(seconds), ''::bytea) AS seconds
    FROM (SELECT sent.week, service, r.notification_state = 'failed' AS failed,
        sent.sealed_at < ${now}::timestamptz - interval '7 days' AS judged,
        date_part('epoch', r.opened_at - sent.sealed_at) AS seconds
      FROM (${sealed(organisationId, query)}) AS sent JOIN recipients r ON r.envelope_id = sent.id ${fewGroups}) AS addressed
    GROUP BY addressed.week, service`;
}

/**
 * Envelopes addressed to the organisation's mailboxes, and released to them. A recipient's id is a UUIDv7 made at the seal, so the stretch is a
 * range of recipients (mailbox_id, id), a day wider on both sides; the seal's own time decides.
 */
export function receivedSql(organisationId: string, query: StatisticsQuery): Prisma.Sql {
  return Prisma.sql`
    ${mondays(query)}
    SELECT ${keys}, count(*) AS received FROM (
      SELECT ${week(Prisma.sql`e.sealed_at`)} AS week, ${service} AS service
      FROM (
        SELECT DISTINCT r.mailbox_id, r.envelope_id FROM mailboxes m JOIN recipients r ON r.mailbox_id = m.id
        WHERE m.organisation_id = ${organisationId}::uuid AND r.released_at IS NOT NULL
          AND r.id >= ${firstIdAt(query.from, -1)}::uuid AND r.id < ${firstIdAt(query.to, 1)}::uuid) AS r
        JOIN mailboxes m ON m.id = r.mailbox_id JOIN envelopes e ON e.id = r.envelope_id
      WHERE e.sealed_at >= ${new Date(query.from)} AND e.sealed_at < ${new Date(query.to)}
        AND e.taken_back_at IS NULL ${fewGroups}) AS received
    GROUP BY received.week, service`;
}

/**
 * Different people who sent, or opened what their mailboxes received (by the audit trail, as long as it is kept), in the groups
 * themselves: people are not summed.
 */
export function activePeopleSql(
  organisationId: string,
  query: StatisticsQuery,
  grouping: Grouping,
): Prisma.Sql {
  return Prisma.sql`
    ${mondays(query)}
    SELECT ${keys}, count(DISTINCT person) AS people FROM (
      SELECT sent.week, service, author_id AS person
      FROM (${sealed(organisationId, query)} ${fewGroups}) AS sent GROUP BY 1, 2, 3
      UNION
      SELECT * FROM (
        SELECT ${week(Prisma.sql`v.occurred_at`)} AS week, ${service} AS service, a.actor_id
        FROM audit_visibility v JOIN audit_entries a ON a.id = v.entry_id
        JOIN recipients r ON r.id = a.recipient_id JOIN mailboxes m ON m.id = r.mailbox_id
      WHERE v.organisation_id = ${organisationId}::uuid AND v.event = 'ContentHandover'
        AND v.occurred_at >= ${new Date(query.from)} AND v.occurred_at < ${new Date(query.to)}
        AND a.actor_kind = 'user' AND m.organisation_id = ${organisationId}::uuid ${fewGroups}) AS opened GROUP BY 1, 2, 3) AS active
    GROUP BY ${grouping === 'page' ? Prisma.sql`GROUPING SETS ((active.week), (service), ())` : Prisma.sql`active.week, service`}`;
}

/** The Mondays of the stretch. */
export function weeksSql(query: StatisticsQuery): Prisma.Sql {
  return Prisma.sql`${mondays(query)} SELECT unnest(days) AS week FROM mondays`;
}

/**
 * The Mondays as dates, and the moments at which they begin in the reader's zone. Where among these a moment falls is found
 * ten times as fast as its week is computed (date_trunc), and there are hundreds of thousands of them.
 */
function mondays({ from, to, zone }: StatisticsQuery): Prisma.Sql {
  return Prisma.sql`WITH mondays AS MATERIALIZED (
    SELECT array_agg(monday AT TIME ZONE ${zone} ORDER BY monday) AS begins,
      array_agg(to_char(monday, 'YYYY-MM-DD') ORDER BY monday) AS days
    FROM generate_series(date_trunc('week', ${new Date(from)}::timestamptz AT TIME ZONE ${zone}),
      (${new Date(to)}::timestamptz - interval '1 millisecond') AT TIME ZONE ${zone}, interval '7 days') AS monday)`;
}

/** The place of a moment among the Mondays, from 1 on. */
function week(at: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`greatest(1, width_bucket(${at}, (SELECT begins FROM mondays)))`;
}

/**
 * Keeps the planner from taking each moment for a week of its own: it would sort hundreds of thousands of rows on disk where a
 * table of some hundred groups does.
 */
const fewGroups = Prisma.sql`OFFSET 0`;

const keys = Prisma.sql`(SELECT days FROM mondays)[week] AS week, service::text AS service`;
const service = Prisma.sql`CASE WHEN m.kind = 'personal' THEN ${personalService}::uuid ELSE m.id END`;

function sealed(organisationId: string, query: StatisticsQuery): Prisma.Sql {
  return Prisma.sql`
    SELECT e.id, e.sealed_at, e.attachment_bytes, e.author_id,
      ${week(Prisma.sql`e.sealed_at`)} AS week, ${service} AS service
    FROM envelopes e JOIN mailboxes m ON m.id = e.mailbox_id
    WHERE e.organisation_id = ${organisationId}::uuid AND e.state = 'sealed' AND e.taken_back_at IS NULL
      AND e.sealed_at >= ${new Date(query.from)} AND e.sealed_at < ${new Date(query.to)}`;
}

/** The least UUIDv7 of that millisecond (RFC 9562, section 5.7), `days` away. */
function firstIdAt(moment: string, days: number): string {
  const milliseconds = Math.max(0, Date.parse(moment) + days * 86_400_000);
  const hex = milliseconds.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
