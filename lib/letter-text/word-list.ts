import { styleOf } from './declared-style';
import type { Block } from './letter-document';
import { type MarkupElement, textOf } from './markup-tree';
import type { Inherited, Reading } from './reading';

/**
 * Word writes lists as paragraphs, each with its sign or number as text. Bullets and plain numbers become a list; any other mark, as
 * `a)` or `1.2`, stays the text that it is, because other sentences refer to it.
 */
export function readWordItem(reading: Reading, element: MarkupElement, level: number, now: Inherited): void {
  const marker = markerOf(reading, element);
  const number = /^\(?(\d{1,6})[.)]?$/.exec(marker)?.[1];
  const isBullet = marker !== '' && !/[\p{L}\p{N}]{2}|\p{N}|\p{L}[.)]/u.test(marker);
  const { builder } = reading;
  builder.endParagraph();
  if (number === undefined && !isBullet) {
    if (marker !== '') builder.text(`${marker}\u00a0`, now, false);
    reading.inside(element, now);
    builder.endParagraph();
    return;
  }
  const item: Block[] = [];
  builder.within(item, () => reading.inside(element, now));
  builder.listItem(level, number === undefined ? null : Number(number), item);
}

function markerOf(reading: Reading, element: MarkupElement): string {
  for (const child of element.children()) {
    if (typeof child === 'string') continue;
    const found = styleOf(child, reading.classes).wordListMarker
      ? textOf(child).trim()
      : markerOf(reading, child);
    if (found !== '') return found.replace(/[\s\u00a0]+/g, ' ').trim();
  }
  return '';
}
