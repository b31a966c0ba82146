import { moveGuestCode } from '@/lib/auth/move-guest-code';
import { newLinkSecret } from '@/lib/auth/one-time-secret';
import { guestCodeMinutes } from '@/lib/auth/request-guest-code';
import { requestCookie, requestSecretOf } from '@/lib/auth/session-cookie';
import { moveGuestCodeRequest } from '@/lib/auth/wire';
import { route } from '@/lib/http/route';

/** The link of a code’s mail was followed and its button pressed: the code works in this browser from now on, and in no other. */
export const POST = route(
  {
    access: 'anyone',
    status: 204,
    refuses: ['link-refused'],
    body: moveGuestCodeRequest,
    limit: { points: 60, seconds: 600, by: 'address' },
  },
  async ({ services, request, body, client }) => {
    const { publicUrl } = services.config;
    const requestSecret = requestSecretOf(request.headers.get('cookie'), publicUrl) ?? newLinkSecret();
    await moveGuestCode(services, body, { client, requestSecret });
    const cookie = requestCookie(publicUrl, requestSecret, guestCodeMinutes * 60);
    return new Response(null, { status: 204, headers: { 'set-cookie': cookie } });
  },
);
