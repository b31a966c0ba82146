import { changeMe, describeMe } from '@/lib/auth/me';
import { changeMeRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** GET /api/me */
export const GET = route({ access: 'signed-in' }, ({ services, actor }) => describeMe(services, actor));

/** PATCH /api/me */
export const PATCH = route({ access: 'user', body: changeMeRequest }, ({ services, actor, body }) =>
  changeMe(services, actor, body),
);
