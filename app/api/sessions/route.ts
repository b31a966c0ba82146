import { sessionsAnswer } from '@/lib/auth/answers';
import { listSessions } from '@/lib/auth/list-sessions';
import { signOutEverywhere } from '@/lib/auth/sign-out';
import { endSessionsQuery } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** One’s own sessions. */
export const GET = route({ access: 'signed-in', answer: sessionsAnswer }, ({ services, actor }) =>
  listSessions(services, actor),
);

/** Signs out everywhere; with `except=current` everywhere else. */
export const DELETE = route(
  { access: 'signed-in', status: 204, query: endSessionsQuery },
  ({ services, actor, client, query }) =>
    signOutEverywhere(services, actor, client, query.except === 'current'),
);
