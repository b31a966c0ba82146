import { renewAnswerRequests } from '@/lib/answer/renew-answer-requests';
import { answerParams } from '@/lib/answer/wire';
import { signedObjectsAnswer } from '@/lib/envelope/answers';
import { route } from '@/lib/http/route';

/** Fresh signed requests for an answer that its writer reads again; no key. */
export const POST = route(
  {
    access: 'guest',
    answer: signedObjectsAnswer,
    params: answerParams,
    refuses: ['sealed-row-changed'],
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, params }) => renewAnswerRequests(services, actor, params),
);
