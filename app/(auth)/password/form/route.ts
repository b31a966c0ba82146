import { choosePassword } from '@/lib/auth/choose-password';
import { choosePasswordForm } from '@/lib/auth/wire';
import { AppError } from '@/lib/errors';
import { formRoute, seeOther } from '@/lib/http/form-route';

/** A new password without script: the link's fragment, which only a script could read, is pasted instead. */
export const POST = formRoute(
  { access: 'anyone', body: choosePasswordForm, limit: { points: 60, seconds: 600, by: 'address' } },
  () => '/password',
  async ({ services, body, client }) => {
    const { link, password, repeat } = body;
    if (password !== repeat) throw new AppError('passwords-differ');
    await choosePassword(services, { token: link.replace(/^.*#/s, ''), newPassword: password }, client);
    return seeOther('/sign-in?done=password');
  },
);
