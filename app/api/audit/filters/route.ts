import { createSavedFilter } from '@/lib/audit/explore/create-saved-filter';
import { listSavedFilters } from '@/lib/audit/explore/list-saved-filters';
import {
  createSavedFilterRequest,
  savedFilterItem,
  savedFiltersAnswer,
} from '@/lib/audit/explore/saved-filter-wire';
import { route } from '@/lib/http/route';

/** Saved filters of the audit trail: one's own and those shared in the organisation. */
export const GET = route({ access: 'user', answer: savedFiltersAnswer }, ({ services, actor }) =>
  listSavedFilters(services, actor),
);

/** Keeps a filter under a name. */
export const POST = route(
  {
    access: 'user',
    answer: savedFilterItem,
    status: 201,
    refuses: ['conflict'],
    body: createSavedFilterRequest,
    limit: { points: 60, seconds: 600, by: 'actor' },
  },
  async ({ services, actor, body }) =>
    Response.json(await createSavedFilter(services, actor, body), { status: 201 }),
);
