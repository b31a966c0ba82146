import { changeSavedFilter } from '@/lib/audit/explore/change-saved-filter';
import { changeSavedFilterRequest, savedFilterParams } from '@/lib/audit/explore/saved-filter-wire';
import { route } from '@/lib/http/route';

/** Renames a saved filter, or shares it. */
export const PATCH = route(
  { access: 'user', status: 204, params: savedFilterParams, body: changeSavedFilterRequest },
  ({ services, actor, params, body }) => changeSavedFilter(services, actor, { ...params, change: body }),
);

/** Deletes a saved filter. */
export const DELETE = route(
  { access: 'user', status: 204, params: savedFilterParams },
  ({ services, actor, params }) => changeSavedFilter(services, actor, { ...params, change: null }),
);
