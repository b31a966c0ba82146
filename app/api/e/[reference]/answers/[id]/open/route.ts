import { openAnswer } from '@/lib/answer/open-answer';
import { answerParams } from '@/lib/answer/wire';
import { openEnvelopeAnswer } from '@/lib/envelope/answers';
import { route } from '@/lib/http/route';

/** A guest reads again what she has answered: the content key, together with its audit entry. */
export const POST = route(
  {
    access: 'guest',
    answer: openEnvelopeAnswer,
    params: answerParams,
    refuses: ['content-destroyed', 'sealed-row-changed'],
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params }) => openAnswer(services, actor, { ...params, client }),
);
