import { createTranslator } from 'use-intl/core';
import en from '../../messages/en/command.json';
import fr from '../../messages/fr/command.json';
import type { Locale } from '../access/actor';

const catalogues = { en, fr };
type Values = Readonly<Record<string, string | number>>;

export type SentenceKey = keyof (typeof en)['errors'];
type ReasonKey = keyof (typeof en)['reasons'];
export type OutKey = keyof (typeof en)['out'];

/** A failure in words. */
export function clientSentence(locale: Locale, key: SentenceKey, values: Values = {}): string {
  return words(locale, 'errors', key, values);
}

/** What a command says of its work. */
export function clientWords(locale: Locale, key: OutKey, values: Values = {}): string {
  return words(locale, 'out', key, values);
}

/** Whether there are words for a code of the operating system or of Node. */
export function hasReason(code: string): code is ReasonKey {
  return Object.hasOwn(en.reasons, code);
}

/** Such a code in words: a part of a sentence. */
export function reasonWords(locale: Locale, code: ReasonKey): string {
  return catalogues[locale].reasons[code];
}

function words(locale: Locale, part: 'errors' | 'out', key: string, values: Values): string {
  const messages: Record<string, string> = catalogues[locale][part];
  return createTranslator({ locale, messages })(key, values);
}
