import { queryEntries } from '@/lib/audit/explore/query-entries';
import { auditAnswer, auditQuery } from '@/lib/audit/explore/wire';
import { route } from '@/lib/http/route';

/** A page of the organisation's audit trail, also of one person; POST, so that no address stands in a URL. Changes nothing. */
export const POST = route(
  {
    access: 'user',
    scope: 'audit:read',
    answer: auditAnswer,
    body: auditQuery,
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, body }) => queryEntries(services, { actor, client, query: body }),
);
