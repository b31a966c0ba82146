import { Prisma } from '../../db/sql';

/** Whom nobody is: a member whose row is not there belongs to no organisation that reads. */
const nobody = '00000000-0000-0000-0000-000000000000';

/**
 * SQL over `audit_entries e`: the organisation from whose people or network a visit came, null where from no organisation's. A
 * member's visits are his own organisation's; what a stranger or guest did at a member's link came by that member's network.
 * The network address and device of a visit are shown to this organisation alone, or to all readers where there is none: two
 * organisations that write to each other share that something was opened, not from where their people work.
 */
export const clientOwner = Prisma.sql`CASE e.actor_kind
  WHEN 'user' THEN coalesce((SELECT u.organisation_id FROM users u WHERE u.id = e.actor_id), ${nobody}::uuid)
  ELSE (SELECT m.organisation_id FROM recipients r JOIN mailboxes m ON m.id = r.mailbox_id WHERE r.id = e.recipient_id) END`;

/** Whether an organisation is shown where a visit of this owner came from. */
export function showsClient(owner: string | null, organisationId: string): boolean {
  return owner === null || owner === organisationId;
}
