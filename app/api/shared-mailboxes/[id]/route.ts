import { z } from 'zod';
import { route } from '@/lib/http/route';
import { changeSharedMailbox } from '@/lib/shared-mailboxes/change-shared-mailbox';
import { changeSharedMailboxRequest } from '@/lib/shared-mailboxes/wire';

/** Gives a shared mailbox another name, or an address more. */
export const PATCH = route(
  {
    access: 'user',
    status: 204,
    refuses: ['conflict', 'address-invalid', 'unseen-character', 'address-outside', 'address-taken'],
    params: z.strictObject({ id: z.uuid() }),
    body: changeSharedMailboxRequest,
  },
  ({ services, actor, params, body, client }) =>
    changeSharedMailbox(services, actor, { ...body, ...params }, client),
);
