import { styleOf } from './declared-style';
import { type Block, type ListStyle, listStyles } from './letter-document';
import type { MarkupElement } from './markup-tree';
import type { Inherited, Reading } from './reading';

type List = Extract<Block, { items: Block[][] }>;

/**
 * Reads a list, or an item that stands in none. Numbers stay what they are: a list is parted where they jump. A list directly in a
 * list belongs to the item before it.
 */
export function readList(
  reading: Reading,
  element: MarkupElement,
  as: 'bullets' | 'numbers' | 'alone',
  now: Inherited,
): void {
  const { builder } = reading;
  const lists: List[] = [];
  const count = [...element.children()].filter((one) => typeof one !== 'string' && one.name === 'li').length;
  const step = as === 'numbers' && element.attribute('reversed') !== null ? -1 : 1;
  let number = wholeNumber(element.attribute('start')) ?? (step < 0 ? count : 1);
  const style = as === 'numbers' ? styleOfList(reading, element) : '1';

  const itemAt = (at: number): Block[] => {
    const item: Block[] = [];
    const last = lists.at(-1);
    const follows = last && (last.kind === 'bullets' || last.start + last.items.length === at);
    if (follows) last.items.push(item);
    else
      lists.push(
        as === 'numbers'
          ? { kind: 'numbers', start: at, style, items: [item] }
          : { kind: 'bullets', items: [item] },
      );
    return item;
  };
  const readItem = (item: MarkupElement) => {
    if (as === 'numbers') number = wholeNumber(item.attribute('value')) ?? number;
    builder.within(itemAt(number), () => reading.inside(item, now));
    number += step;
  };

  if (as === 'alone') readItem(element);
  else {
    builder.endParagraph();
    for (const child of element.children()) {
      if (typeof child === 'string' ? child.trim() === '' : child.name === 'style') continue;
      if (typeof child !== 'string' && child.name === 'li') {
        readItem(child);
        continue;
      }
      const item = lists.at(-1)?.items.at(-1) ?? itemAt(number);
      builder.within(item, () => reading.node(child, now));
    }
  }
  for (const list of lists) builder.block(list);
}

/** As the list says, or its first item, where Google Docs says it. */
function styleOfList(reading: Reading, element: MarkupElement): ListStyle {
  const type = listStyles.find((style) => style === element.attribute('type'));
  if (type !== undefined) return type;
  const first = [...element.children()].find((one) => typeof one !== 'string' && one.name === 'li');
  const own = styleOf(element, reading.classes).listStyle;
  return (
    own ?? (first && typeof first !== 'string' ? styleOf(first, reading.classes).listStyle : undefined) ?? '1'
  );
}

/** Numbers as browsers show them; beyond these they are no numbers of a list. */
function wholeNumber(text: string | null): number | null {
  const number = /^\s*([+-]?\d{1,9})/.exec(text ?? '')?.[1];
  return number === undefined ? null : Number(number);
}
