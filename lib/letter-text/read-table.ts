import { styleOf } from './declared-style';
import type { Cell } from './letter-document';
import type { MarkupElement } from './markup-tree';
import type { Inherited, Reading } from './reading';

/** More columns than any letter has; a stranger's million would fill the memory. */
const spanMax = 100;

/** Reads a table. A caption stands before it; what stands between cells, where no parser leaves anything, too. */
export function readTable(reading: Reading, table: MarkupElement, now: Inherited): void {
  const { builder } = reading;
  const rows: Cell[][] = [];
  builder.endParagraph();
  const readRow = (row: MarkupElement, inherited: Inherited) => {
    const cells: Cell[] = [];
    for (const child of row.children()) {
      if (typeof child !== 'string' && (child.name === 'td' || child.name === 'th'))
        cells.push(readCell(reading, child, inherited));
      else reading.node(child, inherited);
    }
    if (cells.length > 0) rows.push(cells);
  };
  const readRows = (group: MarkupElement) => {
    for (const child of group.children()) {
      if (typeof child === 'string') reading.node(child, now);
      else if (child.name === 'tr') readRow(child, rowStyle(reading, child, now));
      else if (/^t(?:head|body|foot)$/.test(child.name)) readRows(child);
      else if (child.name === 'td' || child.name === 'th') rows.push([readCell(reading, child, now)]);
      else reading.node(child, now);
    }
  };
  readRows(table);
  builder.endParagraph();
  if (rows.length > 0)
    builder.block({ kind: 'table', rows: rows.map((row, at) => row.map(within(rows.length - at))) });
}

/** No cell reaches below the last row. */
const within = (rowsLeft: number) => (cell: Cell) => ({
  ...cell,
  rowspan: cell.rowspan === 0 ? rowsLeft : Math.min(cell.rowspan, rowsLeft),
});

function readCell(reading: Reading, element: MarkupElement, inherited: Inherited): Cell {
  const header = element.name === 'th';
  const style = styleOf(element, reading.classes);
  if (style.coloured) reading.count('colours');
  let { marks } = inherited;
  // A header is bold by itself; a whole cell may be struck out.
  if (style.struck) marks = [...new Set([...marks, 'struck' as const])];
  if (style.bold && !header) marks = [...new Set([...marks, 'bold' as const])];
  const cell: Cell = {
    header,
    colspan: Math.max(1, Math.min(spanMax, span(element.attribute('colspan')))),
    rowspan: span(element.attribute('rowspan')),
    blocks: [],
  };
  reading.builder.within(cell.blocks, () =>
    reading.inside(element, {
      ...inherited,
      marks,
      literal: style.keepsBlanks ?? inherited.literal,
      symbolFont: style.symbolFont === undefined ? inherited.symbolFont : style.symbolFont,
      parts: false,
    }),
  );
  return cell;
}

function rowStyle(reading: Reading, row: MarkupElement, now: Inherited): Inherited {
  const { struck } = styleOf(row, reading.classes);
  return struck ? { ...now, marks: [...new Set([...now.marks, 'struck' as const])] } : now;
}

function span(text: string | null): number {
  const number = /^\s*(\d{1,5})/.exec(text ?? '')?.[1];
  return number === undefined ? 1 : Number(number);
}
