import { choosePassword } from '@/lib/auth/choose-password';
import { choosePasswordRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** POST /api/password-reset/confirm */
export const POST = route(
  { access: 'anyone', body: choosePasswordRequest, limit: { points: 60, seconds: 600, by: 'address' } },
  ({ services, body, client }) => choosePassword(services, body, client),
);
