import { choosePassword } from '@/lib/auth/choose-password';
import { choosePasswordRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** Sets the password, ends all sessions and access tokens, spends the link. */
export const POST = route(
  {
    access: 'anyone',
    status: 204,
    refuses: ['link-refused', 'password-weak'],
    body: choosePasswordRequest,
    limit: { points: 60, seconds: 600, by: 'address' },
  },
  ({ services, body, client }) => choosePassword(services, body, client),
);
