import { route } from '@/lib/http/route';
import { changeOrganisation } from '@/lib/organisation/change-organisation';
import { changeOrganisationRequest } from '@/lib/organisation/wire';

/** Settings of the administrator’s own organisation. */
export const PATCH = route(
  {
    access: 'user',
    status: 204,
    body: changeOrganisationRequest,
    limit: { points: 30, seconds: 60, by: 'actor' },
  },
  ({ services, actor, client, body }) => changeOrganisation(services, { actor, client, change: body }),
);
