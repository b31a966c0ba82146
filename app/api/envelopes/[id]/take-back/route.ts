import { takeBack } from '@/lib/amend/take-back';
import { takeBackAnswer } from '@/lib/envelope/answers';
import { envelopeParams, withdrawRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** "Cancel" behind "sent": before the release nobody ever sees that it was; after it, a withdrawal from every recipient. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:send',
    params: envelopeParams,
    body: withdrawRequest,
    answer: takeBackAnswer,
    refuses: ['taken-back', 'sealed-row-changed'],
    limit: { points: 60, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params }) => takeBack(services, { actor, client, envelopeId: params.id }),
);
