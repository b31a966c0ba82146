import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { helpEn } from '../../../lib/cli/help-en';
import { helpFr } from '../../../lib/cli/help-fr';
import { readBatchTable } from '../../../lib/command/batch-table';
import { columnNames, letterColumns, marksFrom } from '../../../lib/command/letter-columns';
import { markNames, shownMarks } from '../../../lib/envelope-format/manifest-2';

const folder = mkdtempSync(path.join(tmpdir(), 'pli-columns-'));
afterAll(() => rmSync(folder, { recursive: true }));
const read = async (header: string, line: string) => {
  const file = path.join(folder, 't.csv');
  writeFileSync(file, `${header}\n${line}\n`);
  const [letter] = await readBatchTable(file);
  if (!letter) throw new Error('no letter');
  return letter;
};

describe('the columns of a batch', () => {
  test('are all named by the help in both languages and by the documentation', () => {
    const documented = readFileSync('docs/command-line.md', 'utf8');
    for (const name of columnNames) {
      expect(helpEn.send).toMatch(new RegExp(`[ ,]${name}[ ,(\n]`));
      expect(helpFr.send).toMatch(new RegExp(`[ ,]${name}[ ,(\n]`));
      expect(documented).toContain(`\`${name}\``);
    }
  });

  test('that came later change no digest of a line that says nothing in them, and each does where it says something', async () => {
    const plain = await read('to,subject', 'a@b.example,x');
    const later = letterColumns.flatMap((column) => ('later' in column ? [column.name] : []));
    expect(
      (
        await read(
          `to,subject,${later}`,
          `a@b.example,x${later.map(() => ',')}`.replace(/,,+/g, (all) => all.slice(0, later.length)),
        )
      ).digest,
    ).toBe(plain.digest);
    const digests = [];
    for (const name of later) digests.push((await read(`to,subject,${name}`, 'a@b.example,x,1')).digest);
    expect(new Set([plain.digest, ...digests]).size).toBeGreaterThan(1);
    expect(digests).not.toContain(plain.digest);
  });

  test('mark a letter as its sender says, in the words of both languages, and refuse others', async () => {
    const header = 'to,subject,importance,personal,read-confirmation,no-reply';
    const marked = await (await read(header, 'a@b.example,x,High,oui,yes,VRAI')).read();
    const marks = { importance: 'high', personal: true, readConfirmation: true, noReply: true } as const;
    expect(marked.marks).toEqual(marks);
    expect((await (await read(header, 'a@b.example,x,,non,,0')).read()).marks).toBeUndefined();
    await expect((await read(header, 'a@b.example,x,urgent,,,')).read()).rejects.toThrow(
      'low, normal or high',
    );
    await expect((await read(header, 'a@b.example,x,,peut-être,,')).read()).rejects.toThrow('personal');
    expect(marksFrom({ importance: 'low' })).toMatchObject({ importance: 'low', personal: false });
    expect([...shownMarks(marks), ...shownMarks({ ...marks, importance: 'low' })].sort()).toEqual(
      [...markNames, 'personal', 'readConfirmation', 'noReply'].sort(),
    );
  });
});
