import { z } from 'zod';
import { isHttps } from '@/lib/auth/session-cookie';
import { route } from '@/lib/http/route';
import { localeCookie, locales } from '@/lib/i18n/locales';
import { rememberLocale } from '@/lib/i18n/remember-locale';

/** The language of this browser, and of the person who is signed in. */
export const POST = route(
  {
    access: 'anyone',
    status: 204,
    body: z.strictObject({ locale: z.enum(locales) }),
    limit: { points: 60, seconds: 60, by: 'address' },
  },
  async ({ services, actor, body }) => {
    await rememberLocale(services, actor, body.locale);
    const secure = isHttps(services.config.publicUrl) ? '; Secure' : '';
    return new Response(null, {
      status: 204,
      headers: {
        'set-cookie': `${localeCookie}=${body.locale}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly${secure}`,
      },
    });
  },
);
