import type { Locale } from '../access/actor';
import { ClientError } from '../command/client-error';
import { isLocale } from '../i18n/locales';

type Environment = Readonly<Record<string, string | undefined>>;

/** The language of a terminal, as POSIX has it: the first of LC_ALL, LC_MESSAGES, LANG that says anything; English unless that is French. */
export function languageOf(env: Environment): Locale {
  return /^fr(?:[_.@-]|$)/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'fr' : 'en';
}

/** Takes `--lang fr` or `--lang=fr` out of the arguments, wherever it stands before `--`. @throws ClientError `usage` */
export function takeLanguage(args: readonly string[], env: Environment): { locale: Locale; args: string[] } {
  const end = args.indexOf('--');
  const at = args.findIndex(
    (arg, index) => (end === -1 || index < end) && (arg === '--lang' || arg.startsWith('--lang=')),
  );
  const arg = args[at];
  if (arg === undefined) return { locale: languageOf(env), args: [...args] };
  const inOne = arg.startsWith('--lang=');
  const said = inOne ? arg.slice('--lang='.length) : args[at + 1];
  if (!isLocale(said)) throw new ClientError('usage', 'unknown-language');
  return { locale: said, args: args.filter((_, index) => index !== at && (inOne || index !== at + 1)) };
}
