import Papa from 'papaparse';
import { toContact } from './contact';
import { unguardCell } from './csv-cell';
import { type Column, type Columns, columnsOf } from './csv-columns';
import { type FileRefusal, fileContactsMax, gatherContacts, type ReadContacts } from './read-contacts';

/**
 * The people of a table (RFC 4180) with a line of column names, as Outlook, Thunderbird, Google and Pli write it in English and French;
 * between cells commas, semicolons or tabs.
 */
export function readCsv(text: string): ReadContacts | FileRefusal {
  const { body, separator, before } = opened(text);
  const { data, errors } = Papa.parse<string[]>(body, { delimiter: separator, preview: fileContactsMax + 2 });
  const columns = columnsOf(data[0] ?? []);
  if (columns === null) return { refused: 'no-address-column' };
  const width = data[0]?.length ?? 0;
  const unclosed = new Set(errors.filter(({ type }) => type === 'Quotes').map(({ row }) => row));
  const gathered = gatherContacts();
  let line = 1 + before;
  for (const [index, cells] of data.entries()) {
    const isFilled = cells.some((cell) => cell.trim() !== '');
    const fault = unclosed.has(index)
      ? 'quotes'
      : isFilled && cells.slice(width).some((cell) => cell !== '') && 'cells';
    if (index > 0 && fault) gathered.add(line, { fault, value: (cells[0] ?? '').slice(0, 60) }, []);
    else if (index > 0 && isFilled) gathered.add(line, ...contactOf(cells.map(unguardCell), columns));
    line += 1 + cells.reduce((breaks, cell) => breaks + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
  }
  return gathered.end();
}

/** Without its mark and the line by which spreadsheets are told the separator; that one, else what the line of names has most of. */
function opened(text: string): { body: string; separator: string; before: number } {
  const body = text.replace(/^\uFEFF/, '');
  const told = /^sep=(.)\r?\n/i.exec(body);
  if (told) return { body: body.slice(told[0].length), separator: told[1] ?? ',', before: 1 };
  const head = (/^[^\r\n]*/.exec(body)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (separator: string) => head.split(separator).length;
  const separator = [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
  return { body, separator, before: 0 };
}

function contactOf(
  cells: readonly string[],
  { of, others }: Columns,
): [ReturnType<typeof toContact>, string[]] {
  const filled = (kind: Column) =>
    of[kind].map((at) => cells[at]?.trim() ?? '').filter((cell) => cell !== '');
  const parts = [filled('given')[0], filled('middle')[0], filled('family')[0]];
  const [organisation = ''] = filled('organisation');
  const [role = '', ...roles] = filled('role');
  const [phone = '', ...phones] = filled('phone');
  const contact = toContact({
    name: filled('name')[0] ?? parts.filter((part) => part !== undefined).join(' '),
    addresses: filled('address'),
    organisation,
    role,
    phone,
    note: filled('note').join('\n'),
  });
  const leftOut = others.filter(({ at }) => (cells[at] ?? '').trim() !== '').map(({ name }) => name);
  if (phones.some((other) => other !== phone)) leftOut.push('TEL');
  if (roles.some((other) => other !== role)) leftOut.push('ROLE');
  return [contact, leftOut];
}
