import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { helpEn } from '../../../lib/cli/help-en';
import { helpFr } from '../../../lib/cli/help-fr';
import { readBatchTable } from '../../../lib/command/batch-table';
import { columnNames, flagName, letterColumns, marksFrom } from '../../../lib/command/letter-columns';
import {
  flagsBy,
  letterFlags,
  markNames,
  plainMarks,
  shownMarks,
} from '../../../lib/envelope-format/manifest-2';

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
    expect(new Set([plain.digest, ...digests]).size).toBe(1 + later.length); // none passes for another
    expect(digests).not.toContain(plain.digest);
  });

  test('mark a letter as its sender says, in the words of both languages, and refuse others', async () => {
    const names = letterFlags.map(flagName);
    const header = `to,subject,importance,${names}`;
    const line = (importance: string, words: readonly string[]) =>
      `a@b.example,x,${importance},${names.map((_, at) => words[at % words.length])}`;
    const marked = await (await read(header, line('High', ['oui', 'yes', 'VRAI']))).read();
    const marks = { importance: 'high' as const, ...flagsBy(letterFlags, () => true) };
    expect(marked.marks).toEqual(marks);
    expect((await (await read(header, line('', ['non', '', '0']))).read()).marks).toBeUndefined();
    await expect((await read(header, line('urgent', ['']))).read()).rejects.toThrow('low, normal or high');
    await expect((await read(header, line('', ['peut-être']))).read()).rejects.toThrow(names[0]);
    expect(marksFrom({ importance: 'low' })).toEqual({ ...plainMarks, importance: 'low' });
    expect([...shownMarks(marks), ...shownMarks({ ...marks, importance: 'low' })].sort()).toEqual(
      [...markNames, ...letterFlags].sort(),
    );
  });

  test.each(letterFlags)('say %s by a column and an option of its own', async (flag) => {
    const alone = { ...plainMarks, [flag]: true };
    expect(marksFrom({ [flagName(flag)]: 'yes' })).toEqual(alone);
    expect((await (await read(`to,subject,${flagName(flag)}`, 'a@b.example,x,yes')).read()).marks).toEqual(
      alone,
    );
    expect(shownMarks(alone)).toEqual([flag]);
  });
});
