import { signedObjectsAnswer } from '@/lib/envelope/answers';
import { signReceivedObjects } from '@/lib/envelope/sign-objects';
import { referenceParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Fresh signed requests after the first ones have expired; no key. */
export const POST = route(
  {
    access: 'signed-in',
    scope: 'envelopes:open',
    answer: signedObjectsAnswer,
    refuses: ['blocked', 'expired'],
    params: referenceParams,
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, params }) => signReceivedObjects(services, { actor, reference: params.reference }),
);
