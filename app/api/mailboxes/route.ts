import { mailboxesAnswer } from '@/lib/envelope/answers';
import { route } from '@/lib/http/route';
import { listMailboxes } from '@/lib/mailbox/list-mailboxes';

/** The mailboxes the person may use. */
export const GET = route(
  { access: 'user', scope: ['envelopes:send', 'envelopes:read', 'envelopes:open'], answer: mailboxesAnswer },
  async ({ services, actor }) => ({
    mailboxes: await listMailboxes(services, actor),
  }),
);
