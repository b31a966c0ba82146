import { requestPasswordReset } from '@/lib/auth/request-password-reset';
import { passwordResetRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** POST /api/password-reset */
export const POST = route(
  { access: 'anyone', body: passwordResetRequest, limit: { points: 60, seconds: 600, by: 'address' } },
  ({ services, body, client }) => requestPasswordReset(services, body, client),
);
