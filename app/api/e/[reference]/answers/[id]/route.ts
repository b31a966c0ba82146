import { beginAnswer } from '@/lib/answer/begin-answer';
import { discardAnswer } from '@/lib/answer/discard-answer';
import { answerParams, newAnswerParams } from '@/lib/answer/wire';
import { createDraftRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Makes a guest's answer to this letter, under an id of the browser's; repeating it is harmless. */
export const PUT = route(
  {
    access: 'guest',
    status: 204,
    params: newAnswerParams,
    refuses: ['conflict', 'blocked', 'expired', 'withdrawn', 'too-many-answers', 'sealed-row-changed'],
    body: createDraftRequest,
    bodyBytesMax: 65_536,
    limit: { points: 60, seconds: 3_600, by: 'actor' },
  },
  ({ services, actor, params, body }) => beginAnswer(services, actor, { ...params, ...body }),
);

/** Throws an answer away that was not sent. */
export const DELETE = route(
  { access: 'guest', status: 204, params: answerParams, refuses: ['conflict'] },
  ({ services, actor, params }) => discardAnswer(services, actor, params),
);
