import { correspondentsAnswer } from '@/lib/envelope/answers';
import { correspondentsQuery } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { completeCorrespondents } from '@/lib/mailbox/complete-correspondents';

/** Completion of an address while it is typed. */
export const GET = route(
  {
    access: 'user',
    scope: 'envelopes:send',
    answer: correspondentsAnswer,
    query: correspondentsQuery,
    limit: { points: 600, seconds: 60, by: 'actor' },
  },
  async ({ services, actor, query }) => ({
    correspondents: await completeCorrespondents(services, actor, query),
  }),
);
