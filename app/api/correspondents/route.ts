import { completeCorrespondents } from '@/lib/contacts/complete-correspondents';
import { correspondentsAnswer } from '@/lib/envelope/answers';
import { correspondentsRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Completion of an address while it is typed; POST, so that no name stands in a URL. Changes nothing. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:send',
    answer: correspondentsAnswer,
    body: correspondentsRequest,
    limit: { points: 600, seconds: 60, by: 'actor' },
  },
  async ({ services, actor, body }) => ({
    correspondents: await completeCorrespondents(services, actor, body),
  }),
);
