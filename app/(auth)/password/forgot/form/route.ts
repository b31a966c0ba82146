import { requestPasswordReset } from '@/lib/auth/request-password-reset';
import { passwordResetForm } from '@/lib/auth/wire';
import { formRoute, seeOther } from '@/lib/http/form-route';

/** "Forgotten password" of a browser whose script has not come. */
export const POST = formRoute(
  { access: 'anyone', body: passwordResetForm, limit: { points: 60, seconds: 600, by: 'address' } },
  () => '/password/forgot',
  async ({ services, body, client, locale }) => {
    await requestPasswordReset(services, { address: body.email }, client, locale);
    return seeOther('/password/forgot?sent=yes');
  },
);
