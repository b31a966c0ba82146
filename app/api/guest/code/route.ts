import { guestCodeAnswer } from '@/lib/auth/answers';
import { newLinkSecret } from '@/lib/auth/one-time-secret';
import { guestCodeMinutes, requestGuestCode } from '@/lib/auth/request-guest-code';
import { requestCookie, requestSecretOf } from '@/lib/auth/session-cookie';
import { guestCodeRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** Mails a one-time code to the address of an envelope, or to an address that received some; it works only in the browser that is given this cookie. */
export const POST = route(
  {
    access: 'anyone',
    answer: guestCodeAnswer,
    body: guestCodeRequest,
    limit: { points: 120, seconds: 600, by: 'address' },
  },
  async ({ services, request, body, client, locale }) => {
    const { publicUrl } = services.config;
    const requestSecret = requestSecretOf(request.headers.get('cookie'), publicUrl) ?? newLinkSecret();
    const answer = await requestGuestCode(services, body, { client, requestSecret, locale });
    const cookie = requestCookie(publicUrl, requestSecret, guestCodeMinutes * 60);
    return Response.json(answer, { headers: { 'set-cookie': cookie } });
  },
);
