import { ClientError } from './client-error';

/** A line of a table: its values by column, and where it stands (the first line of the file is 1). */
export type CsvRow = { line: number; values: Readonly<Record<string, string>> };

/**
 * Reads CSV (RFC 4180) with a header: quotes, line breaks and separators within quotes, a byte order mark, CRLF or LF, and a comma,
 * semicolon or tab between the columns, whichever the header uses. Empty lines are skipped.
 * A first line `sep=;`, as Excel writes it, is the separator and no header.
 * @param columns those a file may have
 * @param needed those it must have
 * @throws ClientError `usage` with the line that is wrong
 */
export function parseCsv(text: string, columns: readonly string[], needed: readonly string[] = []): CsvRow[] {
  const whole = text.replace(/^\ufeff/, '');
  const said = /^sep=(.)\r?\n/.exec(whole);
  const source = said ? whole.slice(said[0].length) : whole;
  const first = said ? 2 : 1;
  const [header, ...records] = readRecords(source, said?.[1] ?? separatorOf(source), first);
  if (header === undefined) throw new ClientError('usage', 'table-empty');
  const names = header.fields.map((name) => name.trim().toLowerCase());
  for (const [index, name] of names.entries()) {
    if (!columns.includes(name))
      throw new ClientError('usage', 'column-unknown', {
        line: header.line,
        name,
        columns: columns.join(', '),
      });
    if (names.indexOf(name) !== index)
      throw new ClientError('usage', 'column-twice', { line: header.line, name });
  }
  for (const name of needed)
    if (!names.includes(name)) throw new ClientError('usage', 'column-missing', { line: header.line, name });
  return records
    .filter(({ fields }) => fields.some((field) => field.trim() !== ''))
    .map(({ line, fields }) => {
      if (fields.length !== names.length)
        throw new ClientError('usage', 'columns-differ', {
          line,
          count: fields.length,
          wanted: names.length,
        });
      return { line, values: Object.fromEntries(names.map((name, index) => [name, fields[index] ?? ''])) };
    });
}

/** The separator that the header, which needs no quotes, uses most. */
function separatorOf(text: string): string {
  const header = text.split(/\r?\n/, 1)[0] ?? '';
  const count = (separator: string) => header.split(separator).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

type CsvRecord = { line: number; fields: string[] };

function readRecords(text: string, separator: string, first: number): CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = 0;
  let line = first;
  while (at < text.length) {
    const record: CsvRecord = { line, fields: [] };
    for (;;) {
      const field = text[at] === '"' ? quoted(text, at, line) : plain(text, at, separator);
      record.fields.push(field.value);
      line += field.value.split('\n').length - 1;
      at = field.end;
      if (text[at] !== separator) break;
      at += 1;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1;
    if (at < text.length && text[at] !== '\n' && text[at] !== '\r')
      throw new ClientError('usage', 'after-quote', { line });
    at += 1;
    line += 1;
    records.push(record);
  }
  return records;
}

function plain(text: string, start: number, separator: string): { value: string; end: number } {
  let end = start;
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { value: text.slice(start, end), end };
}

function quoted(text: string, start: number, line: number): { value: string; end: number } {
  let value = '';
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) throw new ClientError('usage', 'quote-open', { line });
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}
