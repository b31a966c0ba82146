/** Brings the table of settings in docs/operations.md up to date: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { settingsTable } from '../lib/settings-table';

const file = path.resolve(import.meta.dirname, '../docs/operations.md');
const text = readFileSync(file, 'utf8');
const table = /\| setting .*\n(?:\|.*\|\n?)+/;
if (!table.test(text)) throw new Error(`${file} has no table of settings to replace`);
writeFileSync(
  file,
  text.replace(table, () => `${settingsTable()}\n`),
);
