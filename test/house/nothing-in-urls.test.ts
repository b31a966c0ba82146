import { expect, test } from 'vitest';
import document from '../../lib/openapi/openapi.json';

/** What may stand in the query of a request: choices, places, times, ids; nothing that somebody typed or is called. */
const harmless = [
  'box',
  'cursor',
  'envelope',
  'event',
  'except',
  'folder',
  'format',
  'from',
  'mailbox',
  'order',
  'since',
  'to',
  'zone',
];

test('no route takes a name, an address or words that somebody typed in its URL', () => {
  type Operation = { parameters?: { in: string; name: string }[] };
  const inQueries = Object.entries(document.paths).flatMap(([url, operations]) =>
    Object.entries(operations as Record<string, Operation>).flatMap(([method, { parameters }]) =>
      (parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => ({ url, method, name })),
    ),
  );
  expect(inQueries.length).toBeGreaterThan(8);
  expect(inQueries.filter(({ name }) => !harmless.includes(name))).toEqual([]);
});
