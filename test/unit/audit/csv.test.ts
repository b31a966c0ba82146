import { expect, test } from 'vitest';
import type { AuditItem } from '@/lib/audit/explore/wire';
import { csvField } from '@/lib/audit/export/csv';
import { tableHeader, tableLine } from '@/lib/audit/export/spreadsheet';
import { catalogues } from '@/lib/i18n/catalogues';

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

const entry: AuditItem = {
  id: '7',
  occurredAt: '2026-11-29T12:11:05.123Z',
  event: 'AccountClosed',
  actorKind: 'user',
  actorAddress: 'a@hopital.example',
  recipientAddress: null,
  envelopeId: null,
  clientAddress: '192.0.2.1',
  clientAgent: 'Mozilla/5.0 (X11; Linux)',
  detail: { member: 'b@hopital.example', roles: ['un', 'deux'], from: null, inner: { count: 2 } },
};

test('a table for a French spreadsheet has semicolons, French names, its kind of time and no JSON', () => {
  const name = catalogues.fr.audit.events.AccountClosed.name;
  expect(tableHeader('fr')).toMatch(/^\uFEFFNuméro;Date et heure \(UTC\);Événement;/);
  expect(tableLine(entry, 'fr')).toBe(
    `7;2026-11-29 12:11:05;${name};membre;a@hopital.example;;;192.0.2.1;"Mozilla/5.0 (X11; Linux)";member: b@hopital.example, roles: un + deux, inner: count: 2\r\n`,
  );
  for (const value of ['=1+1', 'x;=1'])
    expect(tableLine({ ...entry, clientAgent: value }, 'fr')).not.toMatch(/(^|[;"])=/);
});

test('one for an English spreadsheet has commas and English names', () => {
  expect(tableHeader('en')).toMatch(/^\uFEFFNumber,Date and time \(UTC\),Event,/);
  expect(tableLine(entry, 'en')).toContain(`,${catalogues.en.audit.events.AccountClosed.name},member,`);
});
