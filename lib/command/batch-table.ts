import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseAddressees } from '../address/address-list';
import { strictUtf8 } from '../transfer/strict-utf8';
import { ClientError, fileError } from './client-error';
import { type CsvRow, parseCsv } from './csv';
import { checkLetter, expiryOf, type Letter, textToHtml } from './letter';
import { type ColumnName, columnNames, digestedValues, marksFrom } from './letter-columns';

const tableBytesMax = 67_108_864;

/** One line of the table. */
export type BatchLetter = {
  line: number;
  /** The column `id`; null where the table has none. */
  id: string | null;
  /** What the journal knows it by: the id, else what stands in the line. */
  key: string;
  /** SHA-256 of what stands in the line. */
  digest: string;
  /** The sender's address as the line has it, or undefined. */
  from: string | undefined;
  /** Everybody the line names, whatever it is worth. */
  addresses: readonly string[];
  /** Reads what the line names and judges it. @throws ClientError */
  read(): Promise<Letter>;
};

/**
 * Reads the table of a batch; paths in it are relative to the table.
 * @throws ClientError `file`, `usage` for a table that cannot be read as a whole or an id that stands there twice
 */
export async function readBatchTable(file: string): Promise<BatchLetter[]> {
  const rows = parseCsv(await readTable(file), columnNames, ['subject']);
  if (rows.length === 0) throw new ClientError('usage', 'table-without-letters');
  const keys = new Map<string, number>();
  return rows.map((row) => {
    const id = (row.values.id ?? '').trim() || null;
    const digest = digestOf(row);
    const twins = keys.get(id ?? digest) ?? 0;
    keys.set(id ?? digest, twins + 1);
    if (id !== null && twins > 0) throw new ClientError('usage', 'line-twice', { line: row.line, id });
    // Without ids, two equal lines are two letters.
    const key = id === null ? `${digest}#${twins + 1}` : `id:${id}`;
    return {
      line: row.line,
      id,
      key,
      digest,
      from: row.values.from?.trim() || undefined,
      addresses: ['to', 'cc', 'bcc'].flatMap((column) =>
        parseAddressees(row.values[column] ?? '').map(({ address }) => address),
      ),
      read: () => readLetter(row, path.dirname(path.resolve(file))),
    };
  });
}

async function readTable(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > tableBytesMax) throw new ClientError('usage', 'table-too-large', { file });
    return strictUtf8(await readFile(file));
  } catch (error) {
    if (error instanceof ClientError) throw error;
    if (error instanceof TypeError) throw new ClientError('usage', 'table-encoding', { file });
    throw fileError(file, 'read', error);
  }
}

/** Of the columns in their fixed order, so that moving a column changes nothing, and a journal of before still knows its letters. */
function digestOf({ values }: CsvRow): string {
  return createHash('sha256')
    .update(JSON.stringify(digestedValues(values)))
    .digest('hex');
}

async function readLetter({ values }: CsvRow, folder: string): Promise<Letter> {
  const value = (name: ColumnName) => (values[name] ?? '').trim();
  const files = value('files')
    .split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => path.resolve(folder, name));
  for (const file of files) await assertFile(file);
  const from = value('from');
  const expiry = value('expires-in-days');
  const marks = marksFrom(values);
  const letter: Letter = {
    to: parseAddressees(value('to')),
    cc: parseAddressees(value('cc')),
    bcc: parseAddressees(value('bcc')),
    subject: value('subject'),
    html: await readBody(values.body ?? '', value('body-file'), folder),
    files,
    ...(from === '' ? {} : { from }),
    ...(expiry === '' ? {} : { expiresInDays: expiryOf(expiry) }),
    ...(marks && { marks }),
  };
  checkLetter(letter);
  return letter;
}

async function assertFile(file: string): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    throw fileError(file, 'read', error);
  });
  if (!found.isFile()) throw new ClientError('file', 'no-file', { file });
}

async function readBody(body: string, bodyFile: string, folder: string): Promise<string> {
  if (body.trim() !== '' && bodyFile !== '') throw new ClientError('usage', 'body-twice');
  return bodyFile === '' ? textToHtml(body) : readBodyFile(path.resolve(folder, bodyFile));
}

/** A message from a file: HTML where the name says so, else plain text. @throws ClientError `file` */
export async function readBodyFile(file: string): Promise<string> {
  try {
    const text = strictUtf8(await readFile(file));
    return /\.html?$/i.test(file) ? text : textToHtml(text);
  } catch (error) {
    throw error instanceof TypeError
      ? new ClientError('file', 'not-utf-8', { file })
      : fileError(file, 'read', error);
  }
}
