import { route } from '@/lib/http/route';
import { listMailboxes } from '@/lib/mailbox/list-mailboxes';

/** The mailboxes the person may use. */
export const GET = route({ access: 'user' }, async ({ services, actor }) => ({
  mailboxes: await listMailboxes(services, actor),
}));
