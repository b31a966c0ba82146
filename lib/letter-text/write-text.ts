import type { Block, Cell, LetterDocument, Line, Run } from './letter-document';
import { groupsOf } from './write-html';

/** What is said in words where plain text has no sign for it: what stands before and behind. */
export type TextWords = Readonly<
  Record<'deleted' | 'inserted' | 'struck' | 'picture', readonly [string, string]>
>;

/** Deeper things stand no further in: a stranger's thousand levels would make each line as long. */
const indentedLevelsMax = 8;
/** Empty cells written for cells that reach over several. */
const fillersMax = 100_000;

/**
 * A letter as plain text, by these rules: a line is a line, an empty line parts blocks; `- ` and `1. ` begin items, `> ` quotes;
 * cells of a row are parted by ` | `, or begin with `| ` on lines of their own where one of them has several; `10^9/L` and `H_2O`
 * are heights; what is deleted, inserted or struck out is said in words; a link's address follows its words; a picture stands as its words,
 * and the name of its file where `fileOf` knows it by the content id.
 */
export function writeText(document: LetterDocument, words: TextWords, fileOf: FileOf = () => null): string {
  return `${new TextWriter(words, fileOf).blocks(document, 0).join('\n').trim()}\n`;
}

/** Under what name the picture of a content id lies beside the text; null where it does not. */
export type FileOf = (contentId: string) => string | null;

class TextWriter {
  #words: TextWords;
  #fileOf: FileOf;
  #fillers = 0;

  constructor(words: TextWords, fileOf: FileOf) {
    this.#words = words;
    this.#fileOf = fileOf;
  }

  blocks(blocks: readonly Block[], depth: number, inItem = false): string[] {
    const out: string[] = [];
    for (const block of blocks) {
      const follows = inItem && (block.kind === 'bullets' || block.kind === 'numbers');
      if (out.length > 0 && out.at(-1) !== '' && !follows) out.push('');
      for (const line of this.#block(block, depth)) out.push(line);
    }
    return out;
  }

  #block(block: Block, depth: number): string[] {
    switch (block.kind) {
      case 'paragraph':
      case 'heading':
      case 'preformatted':
        return block.lines.map((line) => this.#line(line));
      case 'rule':
        return ['----------'];
      case 'quote':
        return this.#indented(this.blocks(block.blocks, depth + 1), '> ', '> ', depth);
      case 'bullets':
        return block.items.flatMap((item) => this.#item(item, '- ', depth));
      case 'numbers':
        return block.items.flatMap((item, index) =>
          this.#item(item, `${numeral(block.start + index, block.style)}. `, depth),
        );
      case 'table':
        return this.#table(block.rows, depth);
    }
  }

  #item(item: readonly Block[], sign: string, depth: number): string[] {
    const lines = this.blocks(item, depth + 1, true);
    return this.#indented(lines.length === 0 ? [''] : lines, sign, ' '.repeat(sign.length), depth);
  }

  #indented(lines: string[], first: string, others: string, depth: number): string[] {
    const deep = depth > indentedLevelsMax;
    return lines.map((line, index) => (index === 0 ? first : deep || line === '' ? '' : others) + line);
  }

  #table(rows: readonly Cell[][], depth: number): string[] {
    const out: string[] = [];
    const reaching: number[] = [];
    const alone = rows.every((row) => row.length === 1) && rows.every(([cell]) => cell?.rowspan === 1);
    for (const row of rows) {
      const cells = alone ? row : this.#withReaching(row, reaching);
      const texts = cells.map((cell) => (cell ? this.blocks(cell.blocks, depth + 1) : []));
      if (alone) {
        const lines = texts[0] ?? [];
        if (lines.length > 1 && out.length > 0 && out.at(-1) !== '') out.push('');
        for (const line of lines) out.push(line);
        if (lines.length > 1) out.push('');
        continue;
      }
      if (texts.every((lines) => lines.length <= 1)) {
        out.push(
          texts
            .map((lines) => escapeBar(lines[0] ?? ''))
            .join(' | ')
            .trim(),
        );
        continue;
      }
      if (out.length > 0 && out.at(-1) !== '') out.push('');
      for (const lines of texts)
        for (const line of this.#indented(lines.length === 0 ? [''] : lines, '| ', '  ', depth))
          out.push(line);
      out.push('');
    }
    while (out.at(-1) === '') out.pop();
    return out;
  }

  /** The cells of a row at their columns: null where one from above or from the left reaches. */
  #withReaching(row: readonly Cell[], reaching: number[]): (Cell | null)[] {
    const cells: (Cell | null)[] = [];
    const passReaching = () => {
      while ((reaching[cells.length] ?? 0) > 0 && this.#fillers < fillersMax) {
        reaching[cells.length] = (reaching[cells.length] ?? 0) - 1;
        this.#fillers += 1;
        cells.push(null);
      }
    };
    for (const cell of row) {
      passReaching();
      const column = cells.length;
      cells.push(cell);
      for (let at = 1; at < cell.colspan && this.#fillers < fillersMax; at += 1) {
        this.#fillers += 1;
        cells.push(null);
      }
      for (let at = column; at < cells.length; at += 1) reaching[at] = cell.rowspan - 1;
    }
    passReaching();
    return cells;
  }

  #line(line: Line): string {
    const pieces = this.#pieces(line, 0);
    const text = pieces.map((piece, index) => scripted(piece, pieces.slice(index + 1, index + 4))).join('');
    return text
      .replace(/[\u061c\u200e\u200f]/g, '')
      .replaceAll('\u00a0', ' ')
      .trimEnd();
  }

  #pieces(runs: readonly Run[], level: number): Piece[] {
    const kind = (['inserted', 'deleted', 'struck'] as const)[level];
    if (kind) {
      return groupsOf(runs, (run) => (run.kind === 'text' && run.marks.includes(kind) ? kind : '')).flatMap(
        ({ key, runs: group }) => {
          const inner = this.#pieces(group, level + 1);
          return key === '' ? inner : around(this.#words[kind], inner);
        },
      );
    }
    return groupsOf(runs, (run) => (run.kind === 'text' ? (run.href ?? '') : '')).flatMap(
      ({ key, runs: group }) => {
        const inner = this.#heights(group);
        if (key === '') return inner;
        const label = inner.map(({ text }) => text).join('');
        return saysAddress(label, key) ? inner : [...inner, plain(label === '' ? key : ` (${key})`)];
      },
    );
  }

  #picture({ contentId, alt }: Extract<Run, { kind: 'picture' }>): string {
    const file = this.#fileOf(contentId);
    return this.#words.picture.join(
      file === null || file === alt ? alt : alt === '' ? file : `${alt} (${file})`,
    );
  }

  #heights(runs: readonly Run[]): Piece[] {
    const height = (run: Run) => {
      if (run.kind === 'picture') return '';
      return run.marks.includes('superscript') ? '^' : run.marks.includes('subscript') ? '_' : '';
    };
    return groupsOf(runs, height).flatMap(({ key, runs: group }): Piece[] => {
      const texts = group.map((run) => (run.kind === 'text' ? run.text : this.#picture(run)));
      return [{ text: texts.join(''), sign: key }];
    });
  }
}

/** A part of a line; `sign` before what stands higher or lower. */
type Piece = { text: string; sign: string };
const plain = (text: string): Piece => ({ text, sign: '' });

function around([before, after]: readonly [string, string], inner: Piece[]): Piece[] {
  return [plain(before), ...inner, plain(after)];
}

/** In parentheses where the end of what is higher or lower could not be seen otherwise: `10^(9)5`. */
function scripted({ text, sign }: Piece, next: readonly Piece[]): string {
  if (sign === '' || text === '') return text;
  const after = next.find((piece) => piece.text !== '');
  const both = (text.at(-1) ?? '') + (after?.sign === '' ? after.text.charAt(0) : '');
  const isOneWord = /^[+\-−]?[\p{L}\p{N}]+$/u.test(text);
  return isOneWord && !/^(?:\p{L}\p{L}|\p{N}\p{N})$/u.test(both) ? sign + text : `${sign}(${text})`;
}

function escapeBar(text: string): string {
  return text.replaceAll('|', '\\|');
}

function saysAddress(label: string, href: string): boolean {
  const bare = href.replace(/^(?:https?:\/\/|mailto:|tel:)/i, '').replace(/\/$/, '');
  return label.includes(bare);
}

function numeral(number: number, style: string): string {
  if (style === '1' || number < 1 || number > 3999) return String(number);
  const text = style.toLowerCase() === 'a' ? letters(number) : roman(number);
  return style === style.toLowerCase() ? text : text.toUpperCase();
}

function letters(number: number): string {
  const rest = Math.floor((number - 1) / 26);
  return (rest > 0 ? letters(rest) : '') + String.fromCodePoint(97 + ((number - 1) % 26));
}

const romans: readonly [number, string][] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];

function roman(number: number): string {
  let rest = number;
  let text = '';
  for (const [value, sign] of romans)
    while (rest >= value) {
      text += sign;
      rest -= value;
    }
  return text;
}
