import 'server-only';
import { Prisma } from '../db/sql';
import type { StatisticsQuery } from './wire';

/** `page`: by week, by service and in all; `cells`: by week and service. */
export type Grouping = 'page' | 'cells';

/** Every row says what it is about: a null `week` or `service` is "all of them". */
export type GroupKey = { week: string | null; service: string | null };

/** All personal mailboxes are one service under this key. */
export const personalService = 'personal';

/** Envelopes sealed by the organisation: how many and how many bytes. A range of envelopes (organisation_id, sealed_at). */
export function sentSql(organisationId: string, query: StatisticsQuery, grouping: Grouping): Prisma.Sql {
  return Prisma.sql`
    SELECT ${keys}, count(*) AS sent, coalesce(sum(attachment_bytes), 0)::bigint AS bytes
    FROM (${sealed(organisationId, query)}) AS sent ${groupBy(grouping)}`;
}

/** What became of their addressees, by the recipient rows of those envelopes. */
export function recipientsSql(
  organisationId: string,
  query: StatisticsQuery,
  grouping: Grouping,
  now: Date,
): Prisma.Sql {
  return Prisma.sql`
    SELECT ${keys}, count(*) AS recipients, count(seconds) AS opened,
      count(*) FILTER (WHERE judged AND (seconds IS NULL OR seconds > 604800)) AS unopened,
      count(*) FILTER (WHERE failed) AS failures,
      percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY seconds) AS percentiles
    FROM (SELECT week, service, r.notification_state = 'failed' AS failed,
        sent.sealed_at < ${now}::timestamptz - interval '7 days' AS judged,
        extract(epoch FROM r.opened_at - sent.sealed_at)::float8 AS seconds
      FROM (${sealed(organisationId, query)}) AS sent JOIN recipients r ON r.envelope_id = sent.id) AS addressed
    ${groupBy(grouping)}`;
}

/**
 * Envelopes addressed to the organisation's mailboxes. A recipient's id is a UUIDv7 made at the seal, so the stretch is a
 * range of recipients (mailbox_id, id), a day wider on both sides; the seal's own time decides.
 */
export function receivedSql(organisationId: string, query: StatisticsQuery, grouping: Grouping): Prisma.Sql {
  return Prisma.sql`
    SELECT ${keys}, count(*) AS received FROM (
      SELECT DISTINCT r.mailbox_id, r.envelope_id, ${week(query, Prisma.sql`e.sealed_at`)} AS week, ${service} AS service
      FROM mailboxes m JOIN recipients r ON r.mailbox_id = m.id JOIN envelopes e ON e.id = r.envelope_id
      WHERE m.organisation_id = ${organisationId}::uuid
        AND r.id >= ${firstIdAt(query.from, -1)}::uuid AND r.id < ${firstIdAt(query.to, 1)}::uuid
        AND e.sealed_at >= ${new Date(query.from)} AND e.sealed_at < ${new Date(query.to)}) AS received
    ${groupBy(grouping)}`;
}

/** Different people who sent, or opened what their mailboxes received (by the audit trail, as long as it is kept). */
export function activePeopleSql(
  organisationId: string,
  query: StatisticsQuery,
  grouping: Grouping,
): Prisma.Sql {
  return Prisma.sql`
    SELECT ${keys}, count(DISTINCT person) AS people FROM (
      SELECT week, service, author_user_id AS person FROM (${sealed(organisationId, query)}) AS sent GROUP BY 1, 2, 3
      UNION
      SELECT ${week(query, Prisma.sql`v.occurred_at`)}, ${service}, a.actor_id
      FROM audit_visibility v JOIN audit_entries a ON a.id = v.entry_id
        JOIN recipients r ON r.id = a.recipient_id JOIN mailboxes m ON m.id = r.mailbox_id
      WHERE v.organisation_id = ${organisationId}::uuid AND v.event = 'ContentHandover'
        AND v.occurred_at >= ${new Date(query.from)} AND v.occurred_at < ${new Date(query.to)}
        AND a.actor_kind = 'user' AND m.organisation_id = ${organisationId}::uuid
      GROUP BY 1, 2, 3) AS active
    ${groupBy(grouping)}`;
}

/** The Mondays of the stretch. */
export function weeksSql({ from, to, zone }: StatisticsQuery): Prisma.Sql {
  return Prisma.sql`
    SELECT to_char(monday, 'YYYY-MM-DD') AS week FROM generate_series(
      date_trunc('week', ${new Date(from)}::timestamptz AT TIME ZONE ${zone}),
      (${new Date(to)}::timestamptz - interval '1 millisecond') AT TIME ZONE ${zone}, interval '7 days') AS monday`;
}

const keys = Prisma.sql`to_char(week, 'YYYY-MM-DD') AS week, service`;
const service = Prisma.sql`CASE WHEN m.kind = 'personal' THEN ${Prisma.raw(`'${personalService}'`)} ELSE m.id::text END`;

function sealed(organisationId: string, query: StatisticsQuery): Prisma.Sql {
  return Prisma.sql`
    SELECT e.id, e.sealed_at, e.attachment_bytes, e.author_user_id,
      ${week(query, Prisma.sql`e.sealed_at`)} AS week, ${service} AS service
    FROM envelopes e JOIN mailboxes m ON m.id = e.mailbox_id
    WHERE e.organisation_id = ${organisationId}::uuid AND e.state = 'sealed'
      AND e.sealed_at >= ${new Date(query.from)} AND e.sealed_at < ${new Date(query.to)}`;
}

function week({ zone }: StatisticsQuery, at: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`date_trunc('week', ${at} AT TIME ZONE ${zone})`;
}

function groupBy(grouping: Grouping): Prisma.Sql {
  return grouping === 'page'
    ? Prisma.sql`GROUP BY GROUPING SETS ((week), (service), ())`
    : Prisma.sql`GROUP BY week, service`;
}

/** The least UUIDv7 of that millisecond (RFC 9562, section 5.7), `days` away. */
function firstIdAt(moment: string, days: number): string {
  const milliseconds = Math.max(0, Date.parse(moment) + days * 86_400_000);
  const hex = milliseconds.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
