import { describeAnswering } from '@/lib/answer/describe-answering';
import { answeringAnswer } from '@/lib/answer/wire';
import { referenceParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** What a guest must know before she answers this letter, and what she has answered. */
export const GET = route(
  {
    access: 'guest',
    answer: answeringAnswer,
    refuses: ['blocked', 'expired', 'withdrawn', 'sealed-row-changed'],
    params: referenceParams,
    limit: { points: 120, seconds: 60, by: 'actor' },
  },
  ({ services, actor, params }) => describeAnswering(services, actor, params.reference),
);
