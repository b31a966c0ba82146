import { createDestination } from '@/lib/destinations/create-destination';
import { listDestinations } from '@/lib/destinations/list-destinations';
import {
  createDestinationAnswer,
  createDestinationRequest,
  destinationsAnswer,
} from '@/lib/destinations/wire';
import { route } from '@/lib/http/route';

/** GET /api/audit/destinations — where the audit trail of the administrator's own organisation goes, and how each is doing. */
export const GET = route({ access: 'user', answer: destinationsAnswer }, ({ services, actor }) =>
  listDestinations(services, actor),
);

/** A new place the audit trail goes to: a collector, a webhook or a bucket. */
export const POST = route(
  {
    access: 'user',
    answer: createDestinationAnswer,
    refuses: ['too-many-destinations'],
    body: createDestinationRequest,
    bodyBytesMax: 262_144,
    status: 201,
    limit: { points: 30, seconds: 600, by: 'actor' },
  },
  async ({ services, actor, client, body }) =>
    Response.json(await createDestination(services, { actor, client, request: body }), { status: 201 }),
);
