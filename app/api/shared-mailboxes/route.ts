import { route } from '@/lib/http/route';
import { createSharedMailbox } from '@/lib/shared-mailboxes/create-shared-mailbox';
import { createSharedMailboxAnswer, createSharedMailboxRequest } from '@/lib/shared-mailboxes/wire';

/** Makes a shared mailbox, with nobody in it. */
export const POST = route(
  {
    access: 'user',
    answer: createSharedMailboxAnswer,
    refuses: ['address-invalid', 'unseen-character', 'address-outside', 'address-taken'],
    status: 201,
    body: createSharedMailboxRequest,
    limit: { points: 200, seconds: 3_600, by: 'actor' },
  },
  async ({ services, actor, body, client }) =>
    Response.json(await createSharedMailbox(services, actor, body, client), { status: 201 }),
);
