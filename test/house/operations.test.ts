import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingsTable } from '../../lib/settings-table';

test('docs/operations.md lists every setting as it is (npm run docs)', () => {
  expect(readFileSync('docs/operations.md', 'utf8')).toContain(settingsTable());
});
