import type { Locale } from '../access/actor';
import { leftOutParts } from '../letter-text/letter-document';
import { parseHtml } from '../letter-text/parse-html';
import { readMarkup } from '../letter-text/read-markup';
import { type FileOf, type TextWords, writeText } from '../letter-text/write-text';
import { letterWords } from './client-words';

/**
 * A message as text to read in a terminal or an editor, by the rules of lib/letter-text/write-text.ts. What text cannot hold is said
 * at the end; where a picture stands, the name of its file is said, where `fileOf` knows it. Total: any text gives a text, in time that grows with its length.
 */
export function htmlToText(html: string, locale: Locale, fileOf?: FileOf): string {
  const { document, leftOut } = readMarkup(parseHtml(html));
  const text = writeText(document, textWords(locale), fileOf);
  const parts = leftOutParts(leftOut).map(({ kind, count }) =>
    letterWords(locale, `leftOut.${kind}`, { count }),
  );
  if (parts.length === 0) return text;
  const list = new Intl.ListFormat(locale).format(parts);
  return `${text}\n[${letterWords(locale, 'read', { list })}]\n`;
}

function textWords(locale: Locale): TextWords {
  const around = (kind: keyof TextWords): [string, string] => {
    const [before = '', after = ''] = letterWords(locale, `text.${kind}`, { text: '\n' }).split('\n');
    return [before, after];
  };
  return {
    deleted: around('deleted'),
    inserted: around('inserted'),
    struck: around('struck'),
    picture: around('picture'),
  };
}

/** Text without characters that turn the direction of what follows; those that steer a terminal are seen as U+FFFD and join nothing. */
export function withoutControls(text: string): string {
  return text
    .replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/(?![\n\t])\p{Cc}|\p{Cs}/gu, '\ufffd');
}
