import { AppError } from '../errors';
import { commonPasswords } from './common-passwords';

/** Fewest characters of a password (NIST SP 800-63B asks for length and a list, not for kinds of characters). */
export const passwordLengthMin = 12;

/** Most characters, so that hashing stays cheap. */
export const passwordLengthMax = 200;

/** Why a password is refused; null when it is good enough. */
export type PasswordWeakness = 'too-short' | 'too-long' | 'too-common' | 'too-uniform' | 'names-you';

/** Judges a password against length, the commonest ones, and the name and address of its owner. */
export function passwordWeakness(
  password: string,
  owner: { email: string; displayName: string },
): PasswordWeakness | null {
  const characters = [...password];
  if (characters.length < passwordLengthMin) return 'too-short';
  if (characters.length > passwordLengthMax) return 'too-long';
  const plain = fold(password);
  if (new Set(plain).size < 5 || isRun(plain)) return 'too-uniform';
  if (isMostly(plain, commonPasswords)) return 'too-common';
  return isMostly(plain, ownWords(owner)) ? 'names-you' : null;
}

/** @throws AppError `password-weak` with the reason */
export function assertPasswordGood(password: string, owner: { email: string; displayName: string }): void {
  const reason = passwordWeakness(password, owner);
  if (reason !== null) {
    throw new AppError('password-weak', {
      detail: { field: 'newPassword', reason, lengthMin: passwordLengthMin },
    });
  }
}

/** Lower case, no accents, and the usual disguises undone. */
function fold(text: string): string {
  const disguises: Record<string, string> = {
    '0': 'o',
    '1': 'i',
    '3': 'e',
    '4': 'a',
    '5': 's',
    '@': 'a',
    $: 's',
  };
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[01345@$]/g, (sign) => disguises[sign] ?? sign);
}

/** Whether what remains without these words, however often and in whatever order they stand, is no password by itself. */
function isMostly(plain: string, words: readonly string[]): boolean {
  const longestFirst = words.map(fold).sort((a, b) => b.length - a.length);
  const rest = longestFirst.reduce((left, word) => left.replaceAll(word, ''), plain);
  return rest.length < plain.length && rest.replace(/[^a-z]/g, '').length < 6;
}

/** Each character the next of the one before: abcdefghijkl, 987654321098 before folding is caught by the list. */
function isRun(plain: string): boolean {
  const steps = [...plain].slice(1).map((sign, index) => sign.charCodeAt(0) - plain.charCodeAt(index));
  return steps.every((step) => step === 1) || steps.every((step) => step === -1);
}

/** Words of an address and a name that are long enough to matter. */
function ownWords({ email, displayName }: { email: string; displayName: string }): string[] {
  const parts = [
    email,
    ...email.split(/[@._+-]/),
    displayName.replace(/\s+/g, ''),
    ...displayName.split(/[\s-]+/),
  ];
  return parts.filter((part) => part.length >= 4);
}
