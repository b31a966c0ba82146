import { signedObjectsAnswer } from '@/lib/envelope/answers';
import { envelopeParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { renewSentRequests } from '@/lib/open/renew-requests';

/** Fresh signed requests for the sender's side; no key. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:open',
    answer: signedObjectsAnswer,
    params: envelopeParams,
    refuses: ['sealed-row-changed'],
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, params }) => renewSentRequests(services, { actor, envelopeId: params.id }),
);
