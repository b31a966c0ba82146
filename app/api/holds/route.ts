import { route } from '@/lib/http/route';
import { setHold } from '@/lib/retention/set-hold';
import { setHoldAnswer, setHoldRequest } from '@/lib/retention/wire';

/** An administrator’s organisation keeps its copies of a letter, whatever any rule says. */
export const POST = route(
  {
    access: 'user',
    status: 201,
    body: setHoldRequest,
    answer: setHoldAnswer,
    limit: { points: 60, seconds: 60, by: 'actor' },
    refuses: ['content-destroyed'],
  },
  async ({ services, actor, client, body }) =>
    Response.json(await setHold(services, { actor, client, ...body }), { status: 201 }),
);
