import { countEntries } from '@/lib/audit/explore/count-entries';
import { auditCounts, auditCountsRequest } from '@/lib/audit/explore/wire';
import { route } from '@/lib/http/route';

/** How many entries of each event a filter finds, by hour, day or month; POST, so that no address stands in a URL. */
export const POST = route(
  {
    access: 'user',
    answer: auditCounts,
    body: auditCountsRequest,
    limit: { points: 60, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, body: { zone, ...filter } }) =>
    countEntries(services, { actor, client, filter, zone }),
);
