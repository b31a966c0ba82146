import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openBatchJournal } from '../../../lib/command/batch-journal';
import { readBatchTable } from '../../../lib/command/batch-table';

/** A table and what the command of 29 November 2026 (71ca3a1) wrote into its journal: with an id, and two equal lines without. */
const columns = 'id;to;cc;bcc;from;subject;body;body-file;files;expires-in-days';
const lines = [
  '2026-1;Dr Durand <durand@chu.example>;;;labo@chu.example;Résultat;Bonjour;;0001.pdf;',
  ';martin@cabinet.example;;;;Sans identifiant;Texte;;;30',
  ';martin@cabinet.example;;;;Sans identifiant;Texte;;;30',
];
const same = 'f3f935a31592994a0850ab0828882600944a196f702cd1fbbe1019980e7ba571';
const journal = [
  { format: 'pli-batch-1', url: 'https://pli.example' },
  ...[
    ['id:2026-1', 'f926f2727bc34da0cb5eac7fa6ddf946456939026f15086c42103cab53ed88c1'],
    [`${same}#1`, same],
    [`${same}#2`, same],
  ].flatMap(([key, digest], n) => [
    { state: 'begun', key, digest, draft: `draft ${n}` },
    { state: 'sent', key, digest, draft: `draft ${n}`, sealedAt: '2026-11-29T20:00:00.000Z' },
  ]),
];

describe('the journal of a batch that an older command wrote', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-before-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const table = path.join(folder, 'table.csv');
  writeFileSync(table, `${[columns, ...lines].join('\n')}\n`);
  writeFileSync(`${table}.journal`, `${journal.map((line) => JSON.stringify(line)).join('\n')}\n`);

  test('knows every letter of its table as sent, with the words it was sent with: none goes twice', async () => {
    const opened = await openBatchJournal(`${table}.journal`, 'https://pli.example');
    const letters = await readBatchTable(table);
    expect(letters).toHaveLength(3);
    for (const [n, { key, digest }] of letters.entries())
      expect(opened.historyOf(key)).toMatchObject({ sent: { draft: `draft ${n}`, digest }, open: [] });
    await opened.close();
  });

  test('also where the newer table has its columns in another order, or one less that is empty', async () => {
    const other = path.join(folder, 'other.csv');
    writeFileSync(
      other,
      'subject;to;id;from;body;files\nRésultat;Dr Durand <durand@chu.example>;2026-1;labo@chu.example;Bonjour;0001.pdf\n',
    );
    const [letter] = await readBatchTable(other);
    const opened = await openBatchJournal(`${table}.journal`, 'https://pli.example');
    expect(opened.historyOf(letter?.key ?? '').sent?.digest).toBe(letter?.digest);
    await opened.close();
  });
});
