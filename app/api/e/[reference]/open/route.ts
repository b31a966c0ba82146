import { openEnvelopeAnswer } from '@/lib/envelope/answers';
import { referenceParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';
import { openEnvelope } from '@/lib/open/open-envelope';

/** A click on "open": the content key, together with its audit entry. */
export const POST = route(
  {
    access: 'signed-in',
    scope: 'envelopes:open',
    answer: openEnvelopeAnswer,
    refuses: ['blocked', 'expired', 'withdrawn', 'content-destroyed', 'sealed-row-changed'],
    params: referenceParams,
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params }) =>
    openEnvelope(services, { actor, client, reference: params.reference }),
);
