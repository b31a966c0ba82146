import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBatchJournal } from '../../../lib/command/batch-journal';
import { readBatchTable } from '../../../lib/command/batch-table';

const url = 'https://pli.example';
const begun = (key: string, draft: string) => ({ state: 'begun' as const, key, digest: 'd', draft });
const sent = (key: string, draft: string) => ({
  ...begun(key, draft),
  state: 'sent' as const,
  sealedAt: 'then',
});
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pli-journal-'));
  file = path.join(folder, 'table.csv.journal');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the journal of a batch', () => {
  test('remembers what was sent, and what was begun and not settled', async () => {
    const first = await openBatchJournal(file, url);
    for (const line of [begun('a', '1'), sent('a', '1'), begun('b', '2'), begun('c', '3')])
      await first.append(line);
    await first.append({ state: 'given-up', key: 'c', draft: '3' });
    await first.close();
    const again = await openBatchJournal(file, url);
    expect(again.historyOf('a')).toMatchObject({ sent: { draft: '1' }, open: [] });
    expect(again.historyOf('b')).toMatchObject({ sent: null, open: [{ draft: '2' }] });
    expect(again.historyOf('c')).toEqual({ sent: null, open: [] });
    expect(again.historyOf('d')).toEqual({ sent: null, open: [] });
    await again.close();
  });

  test('a line that a kill cut is dropped, and the next one begins afresh', async () => {
    const first = await openBatchJournal(file, url);
    await first.append(begun('a', '1'));
    await first.close();
    appendFileSync(file, '{"state":"sent","key":"a","dig');
    const again = await openBatchJournal(file, url);
    expect(again.historyOf('a').open).toHaveLength(1);
    await again.append(sent('a', '1'));
    await again.close();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).state)).toEqual([undefined, 'begun', 'sent']);
  });

  test('a run killed before it wrote its first line has left nothing that matters', async () => {
    writeFileSync(file, '{"format":"pli-ba');
    const journal = await openBatchJournal(file, url);
    await journal.close();
    expect(readFileSync(file, 'utf8')).toBe(`{"format":"pli-batch-1","url":"${url}"}\n`);
  });

  test('belongs to one server, and is not guessed at when it is damaged', async () => {
    await (await openBatchJournal(file, url)).close();
    await expect(openBatchJournal(file, 'https://other.example')).rejects.toThrow(
      'belongs to https://pli.example',
    );
    appendFileSync(file, '{"state":"sent"}\n');
    await expect(openBatchJournal(file, url)).rejects.toThrow('line 2, is damaged');
  });

  test('one run at a time holds it; that of a run that died is taken over', async () => {
    const first = await openBatchJournal(file, url);
    await expect(openBatchJournal(file, url)).rejects.toThrow('Another run');
    await first.close();
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => dead.once('exit', resolve));
    mkdirSync(`${file}.lock`);
    writeFileSync(`${file}.lock/owner`, String(dead.pid));
    const tries = await Promise.allSettled([1, 2, 3].map(() => openBatchJournal(file, url)));
    const held = tries.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(held).toHaveLength(1);
    await held[0]?.close();
    expect(existsSync(`${file}.lock`)).toBe(false);
  });
});

describe('the table of a batch', () => {
  const keysOf = async (text: string) => {
    writeFileSync(path.join(folder, 't.csv'), text);
    return (await readBatchTable(path.join(folder, 't.csv'))).map(({ key }) => key);
  };

  test('knows a letter by its id, else by what stands in its line, wherever the line is', async () => {
    expect(await keysOf('id,to,subject\nx,a@b.example,1')).toEqual(['id:x']);
    const [first, second, twin] = await keysOf('to,subject\na@b.example,1\na@b.example,2\na@b.example,1');
    expect(new Set([first, second, twin]).size).toBe(3);
    expect(await keysOf('subject,to\n0,a@b.example\n2,a@b.example\n1,a@b.example')).toEqual(
      expect.arrayContaining([first, second]),
    );
  });

  test('refuses an id that stands there twice, and bytes that are not UTF-8', async () => {
    await expect(keysOf('id,to,subject\nx,a,1\nx,b,2')).rejects.toThrow('twice');
    writeFileSync(path.join(folder, 'l.csv'), Buffer.from('to,subject\na@b.example,R\xe9sultat', 'latin1'));
    await expect(readBatchTable(path.join(folder, 'l.csv'))).rejects.toThrow('not UTF-8');
  });

  test('judges a letter only when it is its turn, and says what is wrong with it', async () => {
    writeFileSync(path.join(folder, 't.csv'), 'to,subject,files\na@b.example,x,none.pdf');
    const [letter] = await readBatchTable(path.join(folder, 't.csv'));
    await expect(letter?.read()).rejects.toThrow('none.pdf cannot be read: it does not exist');
  });
});
