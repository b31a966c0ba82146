import { countEntries } from '@/lib/audit/explore/count-entries';
import { auditCounts, auditCountsQuery } from '@/lib/audit/explore/wire';
import { route } from '@/lib/http/route';

/** How many entries of each event a filter finds, by hour, day or month. */
export const GET = route(
  {
    access: 'user',
    answer: auditCounts,
    query: auditCountsQuery,
    limit: { points: 60, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, query: { zone, ...filter } }) =>
    countEntries(services, { actor, client, filter, zone }),
);
