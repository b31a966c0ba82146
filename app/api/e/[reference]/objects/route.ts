import { signedObjectsAnswer } from '@/lib/envelope/answers';
import { referenceParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { renewReceivedRequests } from '@/lib/open/renew-requests';

/** Fresh signed requests after the first ones have expired; no key. */
export const POST = route(
  {
    access: 'signed-in',
    scope: 'envelopes:open',
    answer: signedObjectsAnswer,
    refuses: ['blocked', 'expired', 'withdrawn', 'sealed-row-changed'],
    params: referenceParams,
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, params }) => renewReceivedRequests(services, { actor, reference: params.reference }),
);
