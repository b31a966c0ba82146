import Papa from 'papaparse';
import { previewLimits } from './preview-limits';

/** Rows of text as a file holds them, at most as much as is shown; what is left out is said by the others. */
export type ReadTable = {
  rows: string[][];
  /** There are more rows than are given. */
  moreRows: boolean;
  /** The widest of the rows given has this many columns; each has at most `tableColumnsMax` here. */
  columns: number;
  /** Some cell is longer than what is given of it. */
  cutCells: boolean;
  /** A quotation mark that nothing closes, or the like: columns may not be what its writer meant. */
  isDoubtful: boolean;
};

/**
 * Reads comma-separated values (RFC 4180), also with semicolons, tabs or bars between them, which is found out from the text. Nothing
 * of a cell is read as anything but text. `isCut`: the text is only the beginning of the file's, so that its last row may be half of one.
 */
export function readTable(text: string, isCut: boolean): ReadTable {
  const { tableRowsMax, tableCellsMax, tableColumnsMax, tableCellLengthMax } = previewLimits;
  const { data, errors, meta } = Papa.parse<string[]>(text, {
    delimitersToGuess: [';', ',', '\t', '|'],
    preview: tableRowsMax + 1,
    skipEmptyLines: true,
  });
  const whole = isCut && !meta.truncated ? data.slice(0, -1) : data;
  const columns = whole.reduce((widest, row) => Math.max(widest, row.length), 0);
  const shownColumns = Math.max(1, Math.min(columns, tableColumnsMax));
  const shownRows = Math.min(tableRowsMax, Math.floor(tableCellsMax / shownColumns));
  let cutCells = false;
  const rows = whole.slice(0, shownRows).map((row) =>
    row.slice(0, tableColumnsMax).map((cell) => {
      if (cell.length <= tableCellLengthMax) return cell;
      cutCells = true;
      return `${cell.slice(0, tableCellLengthMax)}…`;
    }),
  );
  return {
    rows,
    moreRows: isCut || whole.length > rows.length,
    columns,
    cutCells,
    isDoubtful: !isCut && errors.some(({ type }) => type === 'Quotes'),
  };
}
