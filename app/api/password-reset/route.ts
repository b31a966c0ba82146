import { requestPasswordReset } from '@/lib/auth/request-password-reset';
import { passwordResetRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** Mails a link to choose a password, if there is such an account. */
export const POST = route(
  {
    access: 'anyone',
    status: 204,
    body: passwordResetRequest,
    limit: { points: 60, seconds: 600, by: 'address' },
  },
  ({ services, body, client, locale }) => requestPasswordReset(services, body, client, locale),
);
