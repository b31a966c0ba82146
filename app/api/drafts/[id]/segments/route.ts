import { registerSegmentAnswer } from '@/lib/envelope/answers';
import { registerSegment } from '@/lib/envelope/register-segment';
import { envelopeParams, registerSegmentRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Registers a segment and answers with the request that stores it. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:send',
    answer: registerSegmentAnswer,
    params: envelopeParams,
    body: registerSegmentRequest,
    limit: { points: 2_000, seconds: 60, by: 'actor' },
  },
  ({ services, actor, params, body }) => registerSegment(services, actor, { ...body, envelopeId: params.id }),
);
