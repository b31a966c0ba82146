import { withoutLooseBlanks } from './blanks';
import type { Block, Line, Run, RunStyle } from './letter-document';

export type TextBlock = Extract<Block, { lines: Line[] }>;
type Wrap = (lines: Line[]) => TextBlock;

/**
 * Puts a letter together from text, line ends and blocks in the order in which they are read. Blanks of HTML collapse as CSS says
 * (Text Level 3, section 4.1); what is apart stays apart, whatever stands between.
 */
export type LetterBuilder = {
  readonly blocks: readonly Block[];
  /** `literal`: every blank and line break counts. */
  text: (text: string, style: RunStyle, literal: boolean) => void;
  picture: (contentId: string, alt: string) => void;
  /**
   * What comes next stands apart from what was before, where nothing else is between: by a blank, between figures by a bar (`14 0`
   * could be read as one number).
   */
  gap: () => void;
  /** `<br>`: ends the line, or is an empty one. */
  lineBreak: () => void;
  /** What comes next begins a line; in the same paragraph, if one is open. */
  endLine: () => void;
  endParagraph: () => void;
  /** Lines meanwhile become such a block instead of a paragraph. */
  textBlock: (wrap: Wrap, fill: () => void) => void;
  block: (block: Block) => void;
  /** An item of a list that is told only by its level, from 1, and its number; null for a bullet. */
  listItem: (level: number, number: number | null, item: Block[]) => void;
  /** What is written meanwhile goes to other blocks, e.g. those of a cell. */
  within: (blocks: Block[], fill: () => void) => void;
};

const paragraph: Wrap = (lines) => ({ kind: 'paragraph', lines });

export function createLetterBuilder(): LetterBuilder {
  const root: Block[] = [];
  let into = root;
  let wrap = paragraph;
  let lines: Run[][] = [];
  let lineIsOpen = false;
  let blank: RunStyle | null = null;
  let apart = false;

  const openLine = (): Run[] => {
    const last = lines.at(-1);
    if (lineIsOpen && last) return last;
    const line: Run[] = [];
    lines.push(line);
    lineIsOpen = true;
    blank = null;
    apart = false;
    return line;
  };
  const separate = (line: Run[], next: string) => {
    const last = line.at(-1);
    const isBar = apart && /^\p{N}/u.test(next) && last?.kind === 'text' && /\p{N}$/u.test(last.text);
    if (isBar) append(line, ' | ', { marks: [], href: null });
    else if ((blank || apart) && last) append(line, ' ', blank ?? { marks: [], href: null });
    blank = null;
    apart = false;
  };
  const write = (text: string, style: RunStyle) => {
    const line = openLine();
    separate(line, text);
    append(line, text, style);
  };
  const endLine = () => {
    lineIsOpen = false;
    blank = null;
    apart = false;
  };
  const endParagraph = () => {
    endLine();
    const written = lines;
    lines = [];
    if (written.length === 0) return;
    const block = wrap(written);
    into.push(block.kind === 'preformatted' ? block : { ...block, lines: written.map(withoutLooseBlanks) });
  };
  const lineBreak = () => {
    openLine();
    endLine();
  };
  const collapsed = (text: string, style: RunStyle) => {
    for (const piece of text.split(/([ \t\n\r\f]+)/)) {
      if (piece === '') continue;
      if (!/^[ \t\n\r\f]/.test(piece)) write(piece, style);
      else if (lineIsOpen) blank ??= style;
    }
  };
  const literally = (text: string, style: RunStyle) => {
    text.split(/\r\n|[\n\r]/).forEach((piece, index) => {
      if (index > 0) lineBreak();
      if (piece !== '') write(piece, style);
    });
  };

  return {
    blocks: root,
    text: (text, style, literal) => (literal ? literally : collapsed)(text, style),
    picture: (contentId, alt) => {
      const line = openLine();
      separate(line, '');
      line.push({ kind: 'picture', contentId, alt });
    },
    gap: () => {
      if (lineIsOpen) apart = true;
    },
    lineBreak,
    endLine,
    endParagraph,
    textBlock: (other, fill) => {
      endParagraph();
      const outer = wrap;
      wrap = other;
      fill();
      endParagraph();
      wrap = outer;
    },
    block: (block) => {
      endParagraph();
      into.push(block);
    },
    listItem: (level, number, item) => {
      endParagraph();
      addItem(into, level, number, item);
    },
    within: (blocks, fill) => {
      endParagraph();
      const [outer, outerWrap] = [into, wrap];
      into = blocks;
      wrap = paragraph;
      fill();
      endParagraph();
      into = outer;
      wrap = outerWrap;
    },
  };
}

/** Joins the list that stands last, at its level, where the number goes on. */
function addItem(blocks: Block[], level: number, number: number | null, item: Block[]): void {
  const last = blocks.at(-1);
  const list = last?.kind === 'bullets' || last?.kind === 'numbers' ? last : null;
  const parent = list?.items.at(-1);
  if (level > 1 && parent) addItem(parent, level - 1, number, item);
  else if (list?.kind === 'bullets' && number === null) list.items.push(item);
  else if (list?.kind === 'numbers' && list.start + list.items.length === number) list.items.push(item);
  else if (number === null) blocks.push({ kind: 'bullets', items: [item] });
  else blocks.push({ kind: 'numbers', start: number, style: '1', items: [item] });
}

function append(line: Run[], text: string, { marks, href }: RunStyle): void {
  const last = line.at(-1);
  if (last?.kind === 'text' && last.href === href && last.marks.join() === marks.join()) last.text += text;
  else line.push({ kind: 'text', text, marks, href });
}
