import type { MailboxAccess } from '../../lib/access/actor';
import type { PrismaClient } from '../../lib/db/client';
import type { Prisma } from '../../lib/db/generated/client';
import { openGuestMailboxes } from '../../lib/mailbox/guest-mailbox';
import { fileItems } from '../../lib/mailbox/mailbox-items';

/** What a member of a mailbox may do in it. */
export const fullRights = (id: string): MailboxAccess => ({ id, rights: ['read', 'send'] });

/** The mailbox of a guest's address. */
export async function guestMailbox(db: PrismaClient, address: string): Promise<string> {
  await db.$transaction((tx) => openGuestMailboxes(tx, [address]));
  return (await db.mailboxAddress.findUniqueOrThrow({ where: { address } })).mailboxId;
}

/** Files the copies of envelopes that were written as rows: the sender's, and one for each recipient that was released. */
export async function fileSealed(db: PrismaClient, where: Prisma.EnvelopeWhereInput): Promise<void> {
  const envelopes = await db.envelope.findMany({ where, include: { recipients: true } });
  await db.$transaction(
    async (tx) => {
      for (const { id, mailboxId, sealedAt, recipients } of envelopes) {
        const at = sealedAt ?? new Date();
        const own = { id, mailboxId, recipientId: null, folder: 'sent' as const, at };
        const copies = recipients.flatMap(({ id: recipientId, mailboxId: box, releasedAt }) =>
          releasedAt
            ? [{ id: recipientId, mailboxId: box, recipientId, folder: 'inbox' as const, at: releasedAt }]
            : [],
        );
        await fileItems(tx, id, [own, ...copies]);
      }
    },
    { timeout: 60_000 },
  );
}
