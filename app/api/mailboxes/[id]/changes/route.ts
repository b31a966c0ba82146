import { mailboxChangesAnswer } from '@/lib/envelope/answers';
import { mailboxChangesQuery, mailboxParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { changesSince } from '@/lib/mailbox/changes-since';

/** What has changed in a mailbox since a change number. */
export const GET = route(
  {
    access: 'user',
    scope: 'envelopes:read',
    params: mailboxParams,
    query: mailboxChangesQuery,
    answer: mailboxChangesAnswer,
  },
  ({ services, actor, params, query }) => changesSince(services, actor, { ...params, ...query }),
);
