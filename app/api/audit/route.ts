import { queryEntries } from '@/lib/audit/explore/query-entries';
import { auditAnswer, auditListQuery } from '@/lib/audit/explore/wire';
import { route } from '@/lib/http/route';

/** A page of the organisation's audit trail; who asks for one person's entries posts to /api/audit/search. */
export const GET = route(
  {
    access: 'user',
    scope: 'audit:read',
    answer: auditAnswer,
    query: auditListQuery,
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, query }) => queryEntries(services, { actor, client, query }),
);
