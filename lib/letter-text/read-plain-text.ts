import { withoutLooseBlanks } from './blanks';
import type { Block, LetterDocument, Line } from './letter-document';
import { visibleCharacters } from './visible-characters';

/**
 * Plain text as a letter: an empty line parts paragraphs, every other line break stays, blanks stay as they stand. Lines that a
 * program has parted by tabs into the same number of cells (as a spreadsheet copies them) are a table.
 */
export function readPlainText(text: string): LetterDocument {
  const lines = text.replace(/\r\n?/g, '\n').split('\n').flatMap(visibleCharacters);
  while (lines.length > 0 && lines[0]?.trim() === '') lines.shift();
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
  const blocks: Block[] = [];
  let emptyLines = 0;
  for (let at = 0; at < lines.length; ) {
    if (lines[at]?.trim() === '') {
      emptyLines += 1;
      // One empty line is the space between two paragraphs.
      if (emptyLines > 1) blocks.push({ kind: 'paragraph', lines: [[]] });
      at += 1;
      continue;
    }
    emptyLines = 0;
    const rows = tableAt(lines, at);
    if (rows > 1) {
      blocks.push(asTable(lines.slice(at, at + rows)));
      at += rows;
      continue;
    }
    const end = endOfParagraph(lines, at);
    blocks.push({ kind: 'paragraph', lines: lines.slice(at, end).map(asLine) });
    at = end;
  }
  return blocks;
}

function endOfParagraph(lines: readonly string[], from: number): number {
  let end = from + 1;
  while (end < lines.length && lines[end]?.trim() !== '' && tableAt(lines, end) < 2) end += 1;
  return end;
}

/** How many lines from here on are rows of one table. */
function tableAt(lines: readonly string[], from: number): number {
  const columns = cellsOf(lines[from] ?? '').length;
  if (columns < 2) return 0;
  let end = from;
  let hasFirst = false;
  while (end < lines.length && cellsOf(lines[end] ?? '').length === columns) {
    hasFirst ||= !(lines[end] ?? '').startsWith('\t');
    end += 1;
  }
  // Lines that only begin with a tab are indented.
  return hasFirst ? end - from : 0;
}

function cellsOf(line: string): string[] {
  return line.split('\t');
}

function asTable(lines: readonly string[]): Block {
  const rows = lines.map((line) =>
    cellsOf(line).map((text) => ({
      header: false,
      colspan: 1,
      rowspan: 1,
      blocks: text.trim() === '' ? [] : [{ kind: 'paragraph' as const, lines: [asLine(text)] }],
    })),
  );
  return { kind: 'table', rows };
}

function asLine(text: string): Line {
  return withoutLooseBlanks([{ kind: 'text', text, marks: [], href: null }]);
}
