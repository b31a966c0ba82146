import { newLinkSecret } from '@/lib/auth/one-time-secret';
import { guestCodeMinutes, requestGuestCode } from '@/lib/auth/request-guest-code';
import { requestCookie, requestSecretOf } from '@/lib/auth/session-cookie';
import { guestCodeForm } from '@/lib/auth/wire';
import { referenceParams } from '@/lib/envelope/wire';
import { signInByForm } from '@/lib/http/answer-auth';
import { formRoute, seeOther } from '@/lib/http/form-route';

/** A guest's code without script: asked for, and typed. */
export const POST = formRoute(
  {
    access: 'anyone',
    params: referenceParams,
    body: guestCodeForm,
    limit: { points: 120, seconds: 600, by: 'address' },
  },
  (url) => url.pathname.replace(/\/code\/form$/, ''),
  async (context) => {
    const { services, request, body, client, locale, params } = context;
    const { reference } = params;
    const back = `/e/${reference}`;
    if (body.code !== undefined) {
      return seeOther(back, await signInByForm(context, 'guest-code', { reference, code: body.code }));
    }
    const { publicUrl } = services.config;
    const requestSecret = requestSecretOf(request.headers.get('cookie'), publicUrl) ?? newLinkSecret();
    await requestGuestCode(services, { reference }, { client, requestSecret, locale });
    return seeOther(back, [requestCookie(publicUrl, requestSecret, guestCodeMinutes * 60)]);
  },
);
