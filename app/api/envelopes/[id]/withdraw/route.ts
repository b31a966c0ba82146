import { withdrawAccess } from '@/lib/amend/withdraw-access';
import { withdrawAnswer } from '@/lib/envelope/answers';
import { envelopeParams, withdrawRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** The sender takes access away from every recipient. Who has read it has read it. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:send',
    params: envelopeParams,
    body: withdrawRequest,
    answer: withdrawAnswer,
    refuses: ['taken-back', 'sealed-row-changed'],
    limit: { points: 60, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params }) =>
    withdrawAccess(services, { actor, client, envelopeId: params.id, recipientId: null }),
);
