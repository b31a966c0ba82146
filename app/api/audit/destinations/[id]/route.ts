import { z } from 'zod';
import { changeDestination } from '@/lib/destinations/change-destination';
import { removeDestination } from '@/lib/destinations/remove-destination';
import { changeDestinationAnswer, changeDestinationRequest } from '@/lib/destinations/wire';
import { route } from '@/lib/http/route';

const params = z.strictObject({ id: z.uuid() });

/** Changes a destination, or switches it off and on. */
export const PATCH = route(
  {
    access: 'user',
    params,
    answer: changeDestinationAnswer,
    body: changeDestinationRequest,
    bodyBytesMax: 262_144,
    limit: { points: 60, seconds: 600, by: 'actor' },
  },
  ({ services, actor, client, params: { id }, body }) =>
    changeDestination(services, { actor, client, id, change: body }),
);

/** Removes a destination. */
export const DELETE = route(
  { access: 'user', status: 204, params },
  ({ services, actor, client, params: { id } }) => removeDestination(services, { actor, client, id }),
);
