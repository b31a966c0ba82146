import { safeNext } from '@/app/_components/form/sign-in-calls';
import { passwordSignInForm } from '@/lib/auth/wire';
import { signInByForm } from '@/lib/http/answer-auth';
import { formRoute, seeOther } from '@/lib/http/form-route';

const nextOf = (url: URL) => safeNext(url.searchParams.get('next'));

/** The sign-in form of a browser whose script has not come. */
export const POST = formRoute(
  { access: 'anyone', body: passwordSignInForm, limit: { points: 300, seconds: 60, by: 'address' } },
  (url) => `/sign-in?next=${encodeURIComponent(nextOf(url))}`,
  async (context) =>
    seeOther(nextOf(new URL(context.request.url)), await signInByForm(context, 'password', context.body)),
);
