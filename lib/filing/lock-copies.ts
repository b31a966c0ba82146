import { Prisma } from '../db/sql';
import type { Tx } from '../db/transaction';
import { heldByOwn } from '../mailbox/held-by-own';

/** A copy in a mailbox, locked with its letter; `held`: the organisation of its mailbox holds that letter. */
export type LockedCopy = {
  id: string;
  mailboxId: string;
  envelopeId: string;
  recipientId: string | null;
  /** Of the mailbox; null of a guest's. */
  organisationId: string | null;
  held: boolean;
};

/** `found` before they were locked: none where there is nothing left. */
export type LockedCopies = { found: number; copies: LockedCopy[] };

/**
 * Locks copies in the order of docs/architecture.md: their letters, so that none is opened, held or destroyed meanwhile, then their mailboxes,
 * then themselves.
 * @param which of `mailbox_items` `i`; read again under the locks, so that of two who remove one copy the second finds none
 * @param atMost so many of the copies; whichever they are
 */
export async function lockCopies(tx: Tx, which: Prisma.Sql, atMost: number): Promise<LockedCopies> {
  const found = await tx.$queryRaw<{ id: string; envelopeId: string }[]>`
    SELECT i.id, i.envelope_id AS "envelopeId" FROM mailbox_items i WHERE ${which} LIMIT ${atMost}`;
  if (found.length === 0) return { found: 0, copies: [] };
  const ids = found.map(({ id }) => id);
  await tx.$executeRaw`
    SELECT FROM envelopes WHERE id = ANY (${found.map(({ envelopeId }) => envelopeId)}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
  await tx.$executeRaw`
    SELECT FROM mailboxes WHERE id IN (SELECT mailbox_id FROM mailbox_items WHERE id = ANY (${ids}::uuid[]))
    ORDER BY id FOR NO KEY UPDATE`;
  const copies = await tx.$queryRaw<LockedCopy[]>`
    SELECT i.id, i.mailbox_id AS "mailboxId", i.envelope_id AS "envelopeId", i.recipient_id AS "recipientId",
      m.organisation_id AS "organisationId", ${heldByOwn} AS held
    FROM mailbox_items i JOIN mailboxes m ON m.id = i.mailbox_id
    WHERE i.id = ANY (${ids}::uuid[]) AND (${which}) ORDER BY i.id FOR UPDATE OF i`;
  return { found: found.length, copies };
}

/** Copies in the trash that no hold keeps there. */
export const leavesTrash = Prisma.sql`i.folder = 'trash' AND i.removed_at IS NULL AND NOT EXISTS (
  SELECT FROM mailboxes m WHERE m.id = i.mailbox_id AND ${heldByOwn})`;
