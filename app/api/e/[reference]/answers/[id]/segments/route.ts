import { addToAnswer } from '@/lib/answer/add-to-answer';
import { answerParams } from '@/lib/answer/wire';
import { registerSegmentsAnswer } from '@/lib/envelope/answers';
import { registerSegmentsRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Registers segments of an answer and answers with the requests that store them. */
export const POST = route(
  {
    access: 'guest',
    answer: registerSegmentsAnswer,
    refuses: [
      'conflict',
      'attachments-too-large',
      'quota-reached',
      'blocked',
      'expired',
      'withdrawn',
      'sealed-row-changed',
    ],
    params: answerParams,
    body: registerSegmentsRequest,
    bodyBytesMax: 65_536,
    limit: { points: 600, seconds: 60, by: 'actor' },
  },
  async ({ services, actor, params, body }) => ({
    requests: await addToAnswer(services, actor, { ...params, ...body }),
  }),
);
