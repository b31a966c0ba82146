import { type ClassStyles, type DeclaredStyle, readClassStyles, styleOf } from './declared-style';
import { type ElementRule, elementRules } from './element-rules';
import { createLetterBuilder, type TextBlock } from './letter-builder';
import {
  type LeftOut,
  type LeftOutKind,
  type LetterDocument,
  type Line,
  leftOutKinds,
  type Mark,
  withMark,
} from './letter-document';
import { elementsUnder, type MarkupElement, textOf } from './markup-tree';
import { between, readField, readLink, readPicture, readScripts, readText, readWrapped } from './read-inline';
import { readList } from './read-list';
import { readTable } from './read-table';
import type { Inherited, PictureOf, Reading } from './reading';
import { readWordItem } from './word-list';

/** What a letter can hold of a markup, and what was left out on the way. */
export type ReadMarkup = { document: LetterDocument; leftOut: LeftOut };

/** Pictures named by `cid:` (RFC 2392) are inline parts; whether there is such a part is the reader's to say. */
const inlinePart: PictureOf = (source) => {
  const contentId = /^cid:(.+)$/i.exec(source)?.[1];
  return contentId === undefined ? null : { contentId };
};

/**
 * Reads any HTML as a letter. Total, and nothing gets lost in silence: text of elements that a letter has not stays as text, cells,
 * lines and fields stay apart, what cannot stay is counted.
 */
export function readMarkup(root: MarkupElement, pictureOf: PictureOf = inlinePart): ReadMarkup {
  const leftOut = Object.fromEntries(leftOutKinds.map((kind) => [kind, 0])) as Record<LeftOutKind, number>;
  const reading: Reading = {
    builder: createLetterBuilder(),
    classes: readClassStyles([...elementsUnder(root, 'style')].map(textOf)),
    count: (kind) => {
      leftOut[kind] += 1;
    },
    inside: (element, inherited) => {
      let before = false;
      for (const child of element.children()) {
        const placed = typeof child !== 'string' && isPlacedElsewhere(child, reading.classes);
        if (placed && before) reading.builder.gap();
        reading.node(child, inherited);
        before = placed;
      }
    },
    node: (node, inherited) => {
      if (typeof node === 'string') readText(reading, node, inherited);
      else readElement(reading, node, inherited, pictureOf);
    },
  };
  reading.inside(root, { marks: [], href: null, literal: false, symbolFont: null, parts: false, depth: 0 });
  reading.builder.endParagraph();
  return { document: reading.builder.blocks, leftOut };
}

/**
 * Whether only a style sheet that is not here says where an element stands: it has a class that no rule names, and nothing of its own.
 * Two of these beside each other may be two columns, so they are kept apart.
 */
function isPlacedElsewhere(element: MarkupElement, classes: ClassStyles): boolean {
  if ((elementRules.get(element.name) ?? { as: 'beside' }).as !== 'inline') return false;
  const names = (element.attribute('class') ?? '').split(/\s+/).filter((name) => name !== '');
  return names.length > 0 && element.attribute('style') === null && !names.some((name) => classes.has(name));
}

function readElement(
  reading: Reading,
  element: MarkupElement,
  inherited: Inherited,
  pictureOf: PictureOf,
): void {
  const rule = elementRules.get(element.name) ?? { as: 'beside' };
  const style = styleOf(element, reading.classes);
  if (style.wordListMarker || rule.as === 'nothing') return;
  if (style.coloured) reading.count('colours');
  const apart = inherited.parts || (style.place === 'beside' && rule.as !== 'table');
  if (apart) reading.builder.gap();
  const now = inherit(inherited, rule, style);
  const placed =
    style.place === 'line' && (rule.as === 'inline' || rule.as === 'mark' || rule.as === 'beside');
  if (placed || (now.depth > depthMax && containers.has(rule.as))) readLine(reading, element, now);
  else readByRule(reading, element, rule, style, now, pictureOf);
  if (apart) reading.builder.gap();
}

/** Blocks that hold blocks. Deeper than this they are lines: nobody reads it otherwise, and a stranger may nest without end. */
const containers: ReadonlySet<string> = new Set(['bullets', 'numbers', 'item', 'quote', 'table']);
const depthMax = 24;

function inherit(inherited: Inherited, rule: ElementRule, style: DeclaredStyle): Inherited {
  let { marks } = inherited;
  const add = (mark: Mark | false | undefined) => {
    if (mark) marks = withMark(marks, mark);
  };
  if (rule.as === 'mark') add(rule.mark);
  if (rule.as === 'term') add('bold');
  if (style.bold === false) marks = marks.filter((mark) => mark !== 'bold');
  if (style.italic === false) marks = marks.filter((mark) => mark !== 'italic');
  // Headings are bold by themselves.
  if (rule.as !== 'heading') add(style.bold && 'bold');
  add(style.italic && 'italic');
  add(style.underline && rule.as !== 'link' && 'underline');
  add(style.struck && 'struck');
  add(style.height);
  return {
    marks,
    href: inherited.href,
    literal: style.keepsBlanks ?? (rule.as === 'preformatted' || inherited.literal),
    symbolFont: style.symbolFont === undefined ? inherited.symbolFont : style.symbolFont,
    parts: style.parts ?? false,
    depth: inherited.depth + (containers.has(rule.as) ? 1 : 0),
  };
}

function readByRule(
  reading: Reading,
  element: MarkupElement,
  rule: ElementRule,
  style: DeclaredStyle,
  now: Inherited,
  pictureOf: PictureOf,
): void {
  const { builder } = reading;
  const inside = () => reading.inside(element, now);
  const block = (wrap: (lines: Line[]) => TextBlock) => builder.textBlock(wrap, inside);
  switch (rule.as) {
    case 'inline':
    case 'mark':
      readScripts(reading, element, now);
      break;
    case 'beside':
      between(builder.gap, () => readScripts(reading, element, now));
      break;
    case 'line':
      readLine(reading, element, now);
      break;
    case 'term':
    case 'paragraph':
      if (style.wordListLevel !== undefined) readWordItem(reading, element, style.wordListLevel, now);
      // Paragraphs without a space between are lines.
      else between(style.tight ? builder.endLine : builder.endParagraph, inside);
      break;
    case 'heading':
      block((lines) => ({ kind: 'heading', level: rule.level, lines }));
      break;
    case 'preformatted':
      block((lines) => ({ kind: 'preformatted', lines }));
      break;
    case 'bullets':
    case 'numbers':
      readList(reading, element, rule.as, now);
      break;
    case 'item':
      readList(reading, element, 'alone', now);
      break;
    case 'table':
      readTable(reading, element, now);
      break;
    case 'quote':
      readQuote(reading, element, now);
      break;
    case 'break':
      builder.lineBreak();
      break;
    case 'rule':
      builder.block({ kind: 'rule' });
      break;
    case 'link':
      readLink(reading, element, now);
      break;
    case 'picture':
      readPicture(reading, element, now, pictureOf);
      break;
    case 'leftOut':
      reading.count(rule.kind);
      builder.gap();
      break;
    case 'input':
    case 'select':
    case 'textarea':
      readField(reading, element, rule.as, now);
      break;
    default:
      readWrapped(reading, element, rule.as, now);
  }
}

function readQuote(reading: Reading, element: MarkupElement, now: Inherited): void {
  const quote = { kind: 'quote' as const, blocks: [] };
  reading.builder.within(quote.blocks, () => reading.inside(element, now));
  if (quote.blocks.length > 0) reading.builder.block(quote);
}

function readLine(reading: Reading, element: MarkupElement, now: Inherited): void {
  between(reading.builder.endLine, () => reading.inside(element, now));
}
