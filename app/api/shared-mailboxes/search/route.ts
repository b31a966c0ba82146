import { route } from '@/lib/http/route';
import { listSharedMailboxes } from '@/lib/shared-mailboxes/list-shared-mailboxes';
import { searchSharedMailboxesRequest, sharedMailboxesAnswer } from '@/lib/shared-mailboxes/wire';

/** Shared mailboxes by words of name and address, of who decides about their members. Changes nothing. */
export const POST = route(
  { access: 'user', answer: sharedMailboxesAnswer, body: searchSharedMailboxesRequest },
  ({ services, actor, body }) => listSharedMailboxes(services, actor, body),
);
