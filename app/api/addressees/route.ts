import { addresseesAnswer } from '@/lib/envelope/answers';
import { addresseesRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { judgeAddressees } from '@/lib/mailbox/judge-addressees';

/** What is to be said of addresses before anything is sent to them. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:send',
    answer: addresseesAnswer,
    body: addresseesRequest,
    bodyBytesMax: 262_144,
    limit: { points: 300, seconds: 60, by: 'actor' },
  },
  async ({ services, actor, body }) => ({
    addressees: await judgeAddressees(services, actor, body),
  }),
);
