/** What can be said of a piece of text. `deleted` and `inserted` are a correction's two sides, `struck` is struck out. */
export const marks = [
  'bold',
  'italic',
  'underline',
  'struck',
  'inserted',
  'deleted',
  'subscript',
  'superscript',
  'code',
] as const;
export type Mark = (typeof marks)[number];

/** How a piece of text stands: its marks in the order of `marks`, and where it leads. */
export type RunStyle = { marks: readonly Mark[]; href: string | null };

/**
 * A piece of a line. Text is literal: it holds no line break, and outside of `preformatted` no two blanks in a row and none at an
 * edge of the line (such blanks are U+00A0). A picture is an inline part of the envelope, named by its content id.
 */
export type Run =
  | ({ kind: 'text'; text: string } & RunStyle)
  | { kind: 'picture'; contentId: string; alt: string };

/** A line ends where the writer ended it; how it is wrapped is the screen's business. */
export type Line = readonly Run[];

export type Cell = { header: boolean; colspan: number; rowspan: number; blocks: Block[] };

export const listStyles = ['1', 'a', 'A', 'i', 'I'] as const;
export type ListStyle = (typeof listStyles)[number];

/** What a letter is made of. A paragraph of one empty line is a blank line. */
export type Block =
  | { kind: 'paragraph'; lines: Line[] }
  | { kind: 'heading'; level: number; lines: Line[] }
  | { kind: 'preformatted'; lines: Line[] }
  | { kind: 'bullets'; items: Block[][] }
  | { kind: 'numbers'; start: number; style: ListStyle; items: Block[][] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'table'; rows: Cell[][] }
  | { kind: 'rule' };

/**
 * The text of a letter: the one form between editor, sealed HTML, reader and plain text. Every conversion goes through it, so that
 * none of them can join what another keeps apart.
 */
export type LetterDocument = readonly Block[];

/** What a letter cannot hold. */
export const leftOutKinds = [
  'pictures',
  'drawings',
  'media',
  'fields',
  'links',
  'symbols',
  'colours',
] as const;
export type LeftOutKind = (typeof leftOutKinds)[number];

/** How many of each were left out on the way into a letter: said to who pastes and to who reads. */
export type LeftOut = Readonly<Record<LeftOutKind, number>>;

/** What of it is there, in the order of `leftOutKinds`. */
export function leftOutParts(leftOut: LeftOut): { kind: LeftOutKind; count: number }[] {
  return leftOutKinds.map((kind) => ({ kind, count: leftOut[kind] })).filter(({ count }) => count > 0);
}

/** Where a link may lead; nothing else becomes one. */
export const linkAddress = /^(?:https?:|mailto:|tel:)/i;

/** The elements and attributes of a letter's HTML: all that is written, and all that is shown. */
export const allowedElements = [
  ...['p', 'br', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'pre', 'hr'],
  ...['table', 'tbody', 'tr', 'th', 'td'],
  ...['strong', 'em', 'u', 's', 'ins', 'del', 'sub', 'sup', 'code', 'a', 'img'],
] as const;
export const allowedAttributes = ['href', 'start', 'type', 'colspan', 'rowspan', 'src', 'alt'] as const;

/** The element of each mark, from the outermost to the innermost. */
export const elementOfMark: Readonly<Record<Mark, string>> = {
  inserted: 'ins',
  deleted: 'del',
  struck: 's',
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  subscript: 'sub',
  superscript: 'sup',
  code: 'code',
};

/** The marks in their order, each once; of two heights the last one holds. */
export function withMark(had: readonly Mark[], mark: Mark): readonly Mark[] {
  if (had.includes(mark)) return had;
  const other = mark === 'subscript' ? 'superscript' : mark === 'superscript' ? 'subscript' : null;
  return marks.filter((one) => one === mark || (one !== other && had.includes(one)));
}

/** Whether nothing of the letter would be seen. */
export function isEmptyLetter(blocks: readonly Block[]): boolean {
  return blocks.every((block) => {
    if (block.kind === 'rule' || block.kind === 'table') return false;
    if (block.kind === 'quote') return isEmptyLetter(block.blocks);
    if (block.kind === 'bullets' || block.kind === 'numbers') return block.items.every(isEmptyLetter);
    return block.lines.every((line) => line.every((run) => run.kind === 'text' && run.text.trim() === ''));
  });
}
