import { letterWords } from '../command/client-words';
import { flagName } from '../command/letter-columns';
import { letterFlags } from '../envelope-format/manifest-2';

/** The options that mark a letter, a line each, as help has its options. */
export function flagsForHelp(locale: 'en' | 'fr'): string {
  return letterFlags
    .map((flag) => `${`  --${flagName(flag)}`.padEnd(24)} ${letterWords(locale, `marks.${flag}.option`)}`)
    .join('\n');
}
