import { changePassword } from '@/lib/auth/change-password';
import { changePasswordRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** POST /api/me/password */
export const POST = route(
  { access: 'user', body: changePasswordRequest, limit: { points: 30, seconds: 600, by: 'actor' } },
  ({ services, actor, body, client }) => changePassword(services, actor, body, client),
);
