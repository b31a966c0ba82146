import { changePassword } from '@/lib/auth/change-password';
import { changePasswordRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** Changes one’s own password and ends all other sessions. */
export const POST = route(
  {
    access: 'user',
    status: 204,
    refuses: ['sign-in-refused', 'sign-in-locked', 'password-weak'],
    body: changePasswordRequest,
    limit: { points: 30, seconds: 600, by: 'actor' },
  },
  ({ services, actor, body, client }) => changePassword(services, actor, body, client),
);
