import { z } from 'zod';
import { testDestination } from '@/lib/destinations/test-destination';
import { testDestinationAnswer } from '@/lib/destinations/wire';
import { route } from '@/lib/http/route';

/** POST /api/audit/destinations/{id}/test — few at a time: each is a connection to a host that somebody typed. */
export const POST = route(
  {
    access: 'user',
    answer: testDestinationAnswer,
    params: z.strictObject({ id: z.uuid() }),
    limit: { points: 20, seconds: 600, by: 'actor' },
  },
  ({ services, actor, params: { id } }) => testDestination(services, { actor, id }),
);
