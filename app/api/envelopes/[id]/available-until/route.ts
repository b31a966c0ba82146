import { changeAvailability } from '@/lib/amend/change-availability';
import { availabilityAnswer } from '@/lib/envelope/answers';
import { availabilityRequest, envelopeParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** The sender changes until when a letter can be read, earlier or later, while its content is there. */
export const PUT = route(
  {
    access: 'user',
    scope: 'envelopes:send',
    params: envelopeParams,
    body: availabilityRequest,
    answer: availabilityAnswer,
    refuses: ['period-empty', 'release-time', 'taken-back', 'content-destroyed', 'sealed-row-changed'],
    limit: { points: 60, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params, body }) =>
    changeAvailability(services, { actor, client, envelopeId: params.id, until: new Date(body.until) }),
);
