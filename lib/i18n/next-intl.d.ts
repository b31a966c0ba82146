import type { Catalogue } from './catalogues';
import type { Locale as PliLocale } from './locales';

/** Message keys and languages are types: a key that is not in the French catalogue does not compile. */
declare module 'next-intl' {
  interface AppConfig {
    Locale: PliLocale;
    Messages: Catalogue;
  }
}
