import { z } from 'zod';
import { route } from '@/lib/http/route';
import { setMailboxRights } from '@/lib/shared-mailboxes/set-mailbox-rights';
import { setMailboxRightsRequest } from '@/lib/shared-mailboxes/wire';

/** Says what a colleague may do in a shared mailbox from now on. */
export const POST = route(
  {
    access: 'user',
    status: 204,
    refuses: ['conflict', 'no-colleague', 'address-invalid', 'unseen-character'],
    params: z.strictObject({ id: z.uuid() }),
    body: setMailboxRightsRequest,
    limit: { points: 600, seconds: 3_600, by: 'actor' },
  },
  ({ services, actor, params, body, client }) =>
    setMailboxRights(services, actor, { ...body, ...params }, client),
);
