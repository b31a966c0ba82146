import { listSessions } from '@/lib/auth/list-sessions';
import { signOutEverywhere } from '@/lib/auth/sign-out';
import { endSessionsQuery } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** GET /api/sessions — one's own. */
export const GET = route({ access: 'signed-in' }, ({ services, actor }) => listSessions(services, actor));

/** DELETE /api/sessions — signs out everywhere; `?except=current` everywhere else. */
export const DELETE = route(
  { access: 'signed-in', query: endSessionsQuery },
  ({ services, actor, client, query }) =>
    signOutEverywhere(services, actor, client, query.except === 'current'),
);
