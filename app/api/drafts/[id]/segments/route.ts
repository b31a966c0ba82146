import { registerSegments } from '@/lib/draft/register-segments';
import { registerSegmentsAnswer } from '@/lib/envelope/answers';
import { envelopeParams, registerSegmentsRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Registers segments and answers with the requests that store them. */
export const POST = route(
  {
    access: 'user',
    scope: 'envelopes:send',
    answer: registerSegmentsAnswer,
    refuses: ['conflict', 'attachments-too-large', 'quota-reached'],
    params: envelopeParams,
    body: registerSegmentsRequest,
    bodyBytesMax: 65_536,
    limit: { points: 2_000, seconds: 60, by: 'actor' },
  },
  async ({ services, actor, params, body }) => ({
    requests: await registerSegments(services, actor, { ...body, envelopeId: params.id }),
  }),
);
