import { Prisma } from '../db/sql';

/**
 * The mailboxes in which the user `u` of a query has rights at `now`, as JSON of `MailboxAccess[]`; null for none. A closed mailbox is
 * only read: every other right in it is over, whatever the rows say.
 */
export function mailboxesSql(now: Date): Prisma.Sql {
  return Prisma.sql`(
    SELECT json_agg(json_build_object('id', m.mailbox_id, 'rights', CASE WHEN b.closed_at IS NULL THEN m.rights
        ELSE array_remove(array_remove(m.rights, 'send'), 'manage') END))
    FROM mailbox_members m JOIN mailboxes b ON b.id = m.mailbox_id
    WHERE m.user_id = u.id AND m.from_at <= ${now} AND (m.until_at IS NULL OR m.until_at > ${now}))`;
}
