import { mathScripts } from './element-rules';
import { fieldText } from './form-fields';
import { linkAddress, withMark } from './letter-document';
import type { MarkupElement } from './markup-tree';
import type { Inherited, PictureOf, Reading } from './reading';
import { symbolsAsUnicode } from './symbol-fonts';
import { visibleCharacters } from './visible-characters';

/** Text as it is seen: signs of symbol fonts as what they are, line ends of Unicode as lines. */
export function readText({ builder, count }: Reading, source: string, inherited: Inherited): void {
  let text = source;
  if (inherited.symbolFont) {
    const signs = symbolsAsUnicode(text, inherited.symbolFont);
    text = signs.text;
    for (let one = 0; one < signs.unknown; one += 1) count('symbols');
  }
  visibleCharacters(text).forEach((line, index) => {
    if (index > 0) builder.lineBreak();
    builder.text(line, inherited, inherited.literal);
  });
}

/** A field of a form: what it shows, apart from what stands beside. */
export function readField(
  reading: Reading,
  element: MarkupElement,
  kind: 'input' | 'select' | 'textarea',
  now: Inherited,
): void {
  const text = fieldText(element, kind);
  between(reading.builder.gap, () => {
    if (text === null) reading.count('fields');
    else readText(reading, text, { ...now, literal: kind === 'textarea' });
  });
}

const around: Readonly<Record<string, readonly [string, string]>> = {
  quotation: ['“', '”'],
  reading: ['(', ')'],
  fraction: ['', ''],
  root: ['√(', ')'],
};

/** What its form alone says, said with signs: quotation marks, a reading above, a root, the bar of a fraction. */
export function readWrapped(reading: Reading, element: MarkupElement, as: string, now: Inherited): void {
  const say = (text: string) => readText(reading, text, now);
  if (as === 'fraction') {
    const parts = [...element.children()].filter((child) => typeof child !== 'string');
    parts.forEach((part, index) => {
      say(index === 0 ? '(' : '/(');
      reading.node(part, now);
      say(')');
    });
    return;
  }
  const [before, after] = around[as] ?? ['', ''];
  say(before);
  reading.inside(element, now);
  say(after);
}

/** What is in an element; in one of MathML with its parts higher and lower. */
export function readScripts(reading: Reading, element: MarkupElement, now: Inherited): void {
  const scripts = mathScripts.get(element.name);
  if (!scripts) {
    reading.inside(element, now);
    return;
  }
  const parts = [...element.children()].filter((child) => typeof child !== 'string');
  parts.forEach((part, index) => {
    const script = scripts[index];
    reading.node(part, script ? { ...now, marks: withMark(now.marks, script) } : now);
  });
}

/** A link, if it leads where letters lead; its words in any case. */
export function readLink(reading: Reading, element: MarkupElement, now: Inherited): void {
  // As a browser reads an address (URL Standard, 4.4): blanks around and line breaks inside are not part of it.
  const href = (element.attribute('href') ?? '').replace(/[\t\n\r]/g, '').trim();
  const allowed = linkAddress.test(href);
  if (!allowed && href !== '' && !href.startsWith('#')) reading.count('links');
  reading.inside(element, { ...now, href: allowed ? href : now.href });
}

/** A picture of the letter, or its words where it is none. */
export function readPicture(
  reading: Reading,
  element: MarkupElement,
  now: Inherited,
  pictureOf: PictureOf,
): void {
  const size = ['width', 'height'].map((name) => Number.parseFloat(element.attribute(name) ?? '2'));
  // Pictures of one dot hold a layout or watch the reader.
  const isDot = size.some((one) => one <= 1);
  const alt = (element.attribute('alt') ?? '').trim();
  const picture = isDot ? { text: '' } : pictureOf(element.attribute('src') ?? '', alt);
  if (picture === null) reading.count('pictures');
  else if ('contentId' in picture) {
    reading.builder.picture(picture.contentId, alt === '' ? (picture.name ?? '') : alt);
    return;
  }
  const text = picture?.text ?? (alt === '' ? '' : `[${alt}]`);
  between(reading.builder.gap, () => {
    if (text !== '') readText(reading, text, now);
  });
}

/** Something with a boundary before and behind. */
export function between(boundary: () => void, fill: () => void): void {
  boundary();
  fill();
  boundary();
}
