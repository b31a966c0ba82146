import { expect, test } from 'vitest';
import { csvField } from '@/lib/audit/export/csv';

test.each(['=1+1', '+1', '-1', '@A1', '＝1', ' =1', '\t=1', '\u200b=1', '\ufeff=1', '\u0000=1'])(
  'no spreadsheet computes a field: %j',
  (text) => {
    expect(csvField(text)).toBe(`"'${text.replace(/([\t])(?==)/, "$1'")}"`);
  },
);

// A French spreadsheet parts cells at semicolons; a quote within a cell means nothing to it.
test.each([
  'Mozilla/5.0 (X11;=HYPERLINK("http://e.example";"x"))',
  'a;@x',
  'a; =1',
  'a\n=1',
  'a\t+1',
  '{"n":"x;-1"}',
])('nor what it takes for a cell of its own inside: %j', (text) => {
  for (const cell of csvField(text).split(/[;\t\r\n]/)) expect(cell).not.toMatch(/^[\s]*[=+\-@]/);
});

test('a field without anything to compute stays as it is', () => {
  expect(csvField('Mozilla/5.0 (X11; Linux x86_64) Chrome/140')).toBe(
    'Mozilla/5.0 (X11; Linux x86_64) Chrome/140',
  );
  expect(csvField('a,"b"')).toBe('"a,""b"""');
});
