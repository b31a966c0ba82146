import { createTranslator } from 'use-intl/core';
import en from '../../messages/en/command.json';
import enLetter from '../../messages/en/letter.json';
import fr from '../../messages/fr/command.json';
import frLetter from '../../messages/fr/letter.json';
import type { Locale } from '../access/actor';
import type { LetterFlag, MarkName } from '../envelope-format/manifest-2';

const catalogues = { en, fr };
const letters = { en: enLetter, fr: frLetter };
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

type LetterKey =
  | 'read'
  | `leftOut.${keyof (typeof enLetter)['leftOut']}`
  | `text.${keyof (typeof enLetter)['text']}`
  | `marks.${MarkName}.word`
  | `marks.${LetterFlag}.option`;

/** What is said inside of a letter that became plain text, and of its marks: to who opens it, and of the options that make them. */
export function letterWords(locale: Locale, key: LetterKey, values: Values = {}): string {
  return createTranslator({ locale, messages: letters[locale] })(key, values);
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
