import { takeFromAnswer } from '@/lib/answer/take-from-answer';
import { answerPartParams } from '@/lib/answer/wire';
import { route } from '@/lib/http/route';

/** Takes a file out of an answer that was not sent. */
export const DELETE = route(
  { access: 'guest', status: 204, params: answerPartParams, refuses: ['conflict'] },
  ({ services, actor, params }) => takeFromAnswer(services, actor, params),
);
