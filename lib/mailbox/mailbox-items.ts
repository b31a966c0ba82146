import { Prisma } from '../db/sql';
import type { Tx } from '../db/transaction';

/** A copy of a letter to be filed; `recipientId` null for the sender's own. */
export type NewItem = {
  id: string;
  mailboxId: string;
  recipientId: string | null;
  folder: 'inbox' | 'sent';
  at: Date;
};

/**
 * Files copies of one envelope in mailboxes, in one statement. The sender's own is read already. An answer joins the conversation of the
 * letter it answers, in every mailbox that has that one; any other letter begins its own.
 */
export async function fileItems(tx: Tx, envelopeId: string, items: readonly NewItem[]): Promise<void> {
  const filed = Prisma.sql`
    SELECT * FROM unnest(
      ${items.map(({ id }) => id)}::uuid[],
      ${items.map(({ mailboxId }) => mailboxId)}::uuid[],
      ${items.map(({ recipientId }) => recipientId)}::uuid[],
      ${items.map(({ folder }) => folder)}::text[],
      ${items.map(({ at }) => at)}::timestamptz[]) AS f(id, mailbox_id, recipient_id, folder, at)`;
  await tx.$executeRaw`
    WITH touched AS (${filed}), ${changedMailboxes}
    INSERT INTO mailbox_items
      (id, mailbox_id, envelope_id, recipient_id, folder, conversation_id, at, read_at, change_number)
    SELECT t.id, t.mailbox_id, ${envelopeId}::uuid, t.recipient_id, t.folder, coalesce(
        (SELECT i.conversation_id FROM mailbox_items i
          WHERE i.id = a.in_reply_to AND i.mailbox_id = t.mailbox_id),
        (SELECT i.conversation_id FROM recipients r JOIN mailbox_items i ON i.recipient_id = r.id
          WHERE r.envelope_id = a.in_reply_to AND i.mailbox_id = t.mailbox_id LIMIT 1),
        ${envelopeId}::uuid), t.at,
      CASE WHEN t.recipient_id IS NULL THEN t.at END, c.change_number
    FROM touched t JOIN changed c ON c.id = t.mailbox_id JOIN envelopes a ON a.id = ${envelopeId}::uuid`;
}

/** A recipient's copy was opened: it is read from then on, if it was not before. */
export async function markRead(tx: Tx, recipientId: string, at: Date): Promise<void> {
  await tx.$executeRaw`
    WITH touched AS (
      SELECT id, mailbox_id FROM mailbox_items WHERE recipient_id = ${recipientId}::uuid AND read_at IS NULL
    ), ${changedMailboxes}
    UPDATE mailbox_items i SET read_at = ${at}, change_number = c.change_number
    FROM touched t JOIN changed c ON c.id = t.mailbox_id WHERE i.id = t.id`;
}

/**
 * Something about an envelope changed for whoever lists it: the sender's own copy and those of these recipients take their mailboxes' next
 * numbers. With `readAt` the recipients' copies count as read from then on, if they did not before.
 */
export async function touchItems(
  tx: Tx,
  envelopeId: string,
  recipientIds: readonly string[],
  readAt: Date | null,
): Promise<void> {
  await tx.$executeRaw`
    WITH touched AS (
      SELECT id, mailbox_id FROM mailbox_items
      WHERE id = ${envelopeId}::uuid OR recipient_id = ANY (${recipientIds}::uuid[])
    ), ${changedMailboxes}
    UPDATE mailbox_items i SET read_at = coalesce(i.read_at, ${readAt}::timestamptz), change_number = c.change_number
    FROM touched t JOIN changed c ON c.id = t.mailbox_id WHERE i.id = t.id`;
}

/** Received copies go from one mailbox to another; folders and read marks stay. */
export async function moveReceived(tx: Tx, from: string, to: string): Promise<void> {
  await tx.$executeRaw`
    WITH touched AS (
      SELECT id, ${to}::uuid AS mailbox_id FROM mailbox_items
      WHERE mailbox_id = ${from}::uuid AND recipient_id IS NOT NULL
    ), ${changedMailboxes}
    UPDATE mailbox_items i SET mailbox_id = t.mailbox_id, change_number = c.change_number
    FROM touched t JOIN changed c ON c.id = t.mailbox_id WHERE i.id = t.id`;
}

/**
 * The next change number of every mailbox that `touched` names, each taken with the mailbox's row locked to the commit, by
 * id (docs/architecture.md, order of locks): so numbers become visible in order, which a sequence would not give.
 */
export const changedMailboxes = Prisma.sql`
  changed AS (SELECT * FROM next_change_numbers(ARRAY(SELECT DISTINCT mailbox_id FROM touched)))`;
