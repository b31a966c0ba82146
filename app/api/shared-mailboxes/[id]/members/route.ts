import { z } from 'zod';
import { route } from '@/lib/http/route';
import { listMailboxMembers } from '@/lib/shared-mailboxes/list-mailbox-members';
import { mailboxMembersAnswer, mailboxMembersQuery } from '@/lib/shared-mailboxes/wire';

/** Who may do what in a shared mailbox. */
export const GET = route(
  {
    access: 'user',
    answer: mailboxMembersAnswer,
    params: z.strictObject({ id: z.uuid() }),
    query: mailboxMembersQuery,
  },
  ({ services, actor, params, query }) => listMailboxMembers(services, actor, { ...params, ...query }),
);
