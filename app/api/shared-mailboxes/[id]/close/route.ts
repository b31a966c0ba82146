import { z } from 'zod';
import { route } from '@/lib/http/route';
import { closeSharedMailbox } from '@/lib/shared-mailboxes/close-shared-mailbox';

/** Closes a shared mailbox: it is read on, and neither written to nor from. */
export const POST = route(
  { access: 'user', status: 204, params: z.strictObject({ id: z.uuid() }) },
  ({ services, actor, params, client }) => closeSharedMailbox(services, actor, params.id, client),
);
