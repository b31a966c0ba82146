import { sealAnswer as seal } from '@/lib/answer/seal-answer';
import { answerParams } from '@/lib/answer/wire';
import { sealAnswer } from '@/lib/envelope/answers';
import { sealRequest } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** Seals an answer, which may come with the request, parts and all; idempotent. To the letter's own people only. */
export const POST = route(
  {
    access: 'guest',
    answer: sealAnswer,
    refuses: [
      'address-invalid',
      'unseen-character',
      'too-many-recipients',
      'mailbox-closed',
      'envelope-incomplete',
      'attachments-too-large',
      'quota-reached',
      'too-many-answers',
      'conflict',
      'storage-full',
      'blocked',
      'expired',
      'withdrawn',
      'sealed-row-changed',
    ],
    params: answerParams,
    body: sealRequest,
    bodyBytesMax: 3_145_728,
    limit: { points: 60, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params, body }) => seal(services, actor, { ...params, client, request: body }),
);
