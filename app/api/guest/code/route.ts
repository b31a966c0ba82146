import { guestCodeAnswer } from '@/lib/auth/answers';
import { newLinkSecret } from '@/lib/auth/one-time-secret';
import { guestCodeMinutes, requestGuestCode } from '@/lib/auth/request-guest-code';
import { cookieName, isHttps } from '@/lib/auth/session-cookie';
import { guestCodeRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** Mails a one-time code to the address of an envelope; it works only in the browser that is given this cookie. */
export const POST = route(
  {
    access: 'anyone',
    answer: guestCodeAnswer,
    body: guestCodeRequest,
    limit: { points: 120, seconds: 600, by: 'address' },
  },
  async ({ services, body, client, locale }) => {
    const requestSecret = newLinkSecret();
    const answer = await requestGuestCode(services, body, { client, requestSecret, locale });
    const { publicUrl } = services.config;
    const cookie = `${cookieName(publicUrl, 'request')}=${requestSecret}; Path=/; Max-Age=${guestCodeMinutes * 60}`;
    return Response.json(answer, {
      headers: { 'set-cookie': `${cookie}; HttpOnly; SameSite=Lax${isHttps(publicUrl) ? '; Secure' : ''}` },
    });
  },
);
