import { route } from '@/lib/http/route';
import { liftHold } from '@/lib/retention/lift-hold';
import { holdParams } from '@/lib/retention/wire';

/** Lifts a hold of the administrator’s own organisation. */
export const DELETE = route(
  {
    access: 'user',
    status: 204,
    params: holdParams,
    limit: { points: 60, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, params }) => liftHold(services, { actor, client, holdId: params.id }),
);
