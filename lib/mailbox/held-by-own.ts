import { Prisma } from '../db/sql';

/** Whether the organisation of the mailbox `m` holds the letter of its copy `i`. */
export const heldByOwn = Prisma.sql`EXISTS (SELECT FROM retention_holds h
  WHERE h.envelope_id = i.envelope_id AND h.organisation_id = m.organisation_id AND h.lifted_at IS NULL)`;
