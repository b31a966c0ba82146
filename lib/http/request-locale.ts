import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { catalogues } from '../i18n/catalogues';
import { localeCookie, pickLocale, pickTimeZone, timeZoneCookie } from '../i18n/locales';
import { currentActor } from './page';

/**
 * What next-intl uses for a request. There is no locale in the path: a signed-in person has her own language (the PC may
 * be shared), anyone else the one remembered in this browser, else the one the browser asks for, else French.
 */
export default getRequestConfig(async () => {
  const jar = await cookies();
  const own = await ownLocale();
  const locale = own ?? pickLocale(jar.get(localeCookie)?.value, (await headers()).get('accept-language'));
  return {
    locale,
    messages: catalogues[locale],
    timeZone: pickTimeZone(jar.get(timeZoneCookie)?.value),
    now: new Date(),
  };
});

async function ownLocale() {
  try {
    const actor = await currentActor();
    return actor.kind === 'anonymous' ? null : actor.locale;
  } catch {
    // With the database away there must still be an error page in a language.
    return null;
  }
}
