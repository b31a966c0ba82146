import { route } from '@/lib/http/route';
import { readStatistics } from '@/lib/statistics/read-statistics';
import { statisticsAnswer, statisticsQuery } from '@/lib/statistics/wire';

/** Figures of the organisation by week and by service. */
export const GET = route(
  {
    access: 'user',
    answer: statisticsAnswer,
    query: statisticsQuery,
    limit: { points: 60, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, query }) => readStatistics(services, { actor, client, query }),
);
