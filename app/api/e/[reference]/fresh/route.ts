import { askFreshNotification } from '@/lib/delivery/ask-fresh-notification';
import { freshAnswer } from '@/lib/envelope/answers';
import { freshRequest, referenceParams } from '@/lib/envelope/wire';
import { route } from '@/lib/http/route';

/** The notification once more, to the recipient's own address. */
export const POST = route(
  {
    access: 'anyone',
    answer: freshAnswer,
    refuses: ['withdrawn', 'blocked', 'sealed-row-changed'],
    status: 202,
    params: referenceParams,
    body: freshRequest,
    limit: { points: 10, seconds: 600, by: 'address' },
  },
  async ({ services, actor, client, params }) => {
    const answer = await askFreshNotification(services, { actor, client, reference: params.reference });
    return Response.json(answer, { status: 202 });
  },
);
