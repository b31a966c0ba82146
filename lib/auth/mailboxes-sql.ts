import { Prisma } from '../db/sql';

/** The mailboxes in which the user `u` of a query has rights at `now`, as JSON of `MailboxAccess[]`; null for none. */
export function mailboxesSql(now: Date): Prisma.Sql {
  return Prisma.sql`(
    SELECT json_agg(json_build_object('id', m.mailbox_id, 'rights', m.rights)) FROM mailbox_members m
    WHERE m.user_id = u.id AND m.from_at <= ${now} AND (m.until_at IS NULL OR m.until_at > ${now}))`;
}
