import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import now from '../../../lib/openapi/openapi.json';
import { type Description, stumblingBlocks } from '../../support/api-compatibility';

/** The API as it was at each day that pages and commands are known to be of: `git show COMMIT:lib/openapi/openapi.json | gzip -9n`. */
const folder = path.resolve('test/vectors/api');

/** What an older client stumbles over, and why that loses nothing. */
const accepted: Readonly<Record<string, string>> = {
  'GET /api/audit: the query takes no person any more':
    'an address has no place in a URL (decision 19); no command asks for it, an old page says that it was refused until it is loaded again',
  'GET /api/audit/counts is gone': 'likewise, the chart of an old page stays away',
  'GET /api/correspondents is gone': 'likewise, an old page completes no names until it is loaded again',
  'GET /api/members: the query takes no search any more': 'likewise, an old page says that it was refused',
};

describe('a page or a command from before, at the server of now', () => {
  test.each(readdirSync(folder))(
    'of %s finds every route, is understood, and reads what it needs',
    (file) => {
      const before = JSON.parse(gunzipSync(readFileSync(path.join(folder, file))).toString()) as Description;
      const blocks = stumblingBlocks(before, now as unknown as Description); // its literal types are narrower
      expect(blocks.filter((block) => accepted[block] === undefined)).toEqual([]);
      expect(Object.keys(accepted).filter((block) => !blocks.includes(block))).toEqual([]);
    },
  );
});

describe('what would break an older client is found', () => {
  const described = (request: object, answer: object, query: object[] = []): Description =>
    ({
      paths: {
        '/a': {
          post: {
            parameters: query,
            requestBody: { content: { 'application/json': { schema: request } } },
            responses: { 200: { content: { 'application/json': { schema: answer } } } },
          },
        },
      },
    }) as unknown as Description; // as OpenAPI has it
  const object = (properties: Record<string, object>, required = Object.keys(properties)) => ({
    type: 'object',
    properties,
    required,
    additionalProperties: false,
  });
  const text = { type: 'string' };
  const maybe = { anyOf: [text, { type: 'null' }] };
  const before = described(object({ a: text, b: text }, ['a']), object({ c: text, d: maybe }), [
    { in: 'query', name: 'q' },
  ]);
  const query = [{ in: 'query', name: 'q' }];

  test.each<[string, Description, string[]]>([
    ['nothing', before, []],
    [
      'what may be sent besides, and what is answered besides',
      described(object({ a: text, b: text, x: text }, ['a']), object({ c: text, d: maybe, y: text }), query),
      [],
    ],
    ['a route', { paths: {} }, ['POST /a is gone']],
    [
      'a member that must be sent',
      described(object({ a: text, b: text }), object({ c: text, d: maybe }), query),
      ['POST /a: request.b is needed'],
    ],
    [
      'a member that is taken no more',
      described(object({ a: text }), object({ c: text, d: maybe }), query),
      ['POST /a: request.b is refused'],
    ],
    [
      'a member of another type',
      described(object({ a: { type: 'integer' }, b: text }, ['a']), object({ c: text, d: maybe }), query),
      ['POST /a: request.a is integer, was string'],
    ],
    [
      'a member that is not answered, or may be null now',
      described(object({ a: text, b: text }, ['a']), object({ c: maybe }), query),
      ['POST /a: answer 200.d is gone', 'POST /a: answer 200.c is null, was string'],
    ],
    [
      'a parameter',
      described(object({ a: text, b: text }, ['a']), object({ c: text, d: maybe })),
      ['POST /a: the query takes no q any more'],
    ],
  ])('%s', (_, now, blocks) => {
    expect(stumblingBlocks(before, now)).toEqual(blocks);
  });
});
