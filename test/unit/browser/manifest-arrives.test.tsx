// @vitest-environment happy-dom
// the command under test speaks with a server of its own
// @vitest-environment-options { "settings": { "fetch": { "disableSameOriginPolicy": true } } }
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { letterFlags, type Manifest2, manifestSchema2 } from '../../../lib/envelope-format/manifest-2';
import letter from '../../../messages/fr/letter.json';
import { openedEverywhere } from '../../support/opened-everywhere';

/** Where what a manifest says has to arrive: the reader's page, its print, `pli open` with message.txt. */
const places = ['page', 'print', 'command'] as const;
type Place = (typeof places)[number];
type Texts = Record<Place, string>;

/** Of one thing a manifest says: how it is recognised, and why it need not be in some places. */
type Fact = { sign: (manifest: Manifest2) => string; not: Partial<Record<Place, string>> };
const nowhere = (reasons: Record<string, string>): Record<string, Fact> =>
  Object.fromEntries(
    Object.entries(reasons).map(([name, reason]) => [
      name,
      {
        sign: () => `what arrives nowhere: ${name}`,
        not: Object.fromEntries(places.map((place) => [place, reason])),
      },
    ]),
  );
const ofChecking = 'for the program that opens it, which shows nothing unless it is right';

const facts: Readonly<Record<string, Fact>> = {
  envelopeId: {
    sign: ({ envelopeId }) => envelopeId,
    not: { page: 'its address is that of the page; the print names it' },
  },
  title: { sign: ({ title }) => title, not: {} },
  importance: { sign: () => letter.marks.importanceHigh.word, not: {} },
  ...Object.fromEntries(letterFlags.map((flag) => [flag, { sign: () => letter.marks[flag].word, not: {} }])),
  'parts[].name': { sign: () => 'rapport reconnaissable.pdf', not: {} },
  'parts[].contentId': {
    sign: () => '[image : schéma.png]',
    not: {
      page: 'the picture itself stands in the text, which a real browser shows (test/e2e)',
      print: 'likewise',
    },
  },
  'parts[].plaintextBytes': { sign: () => '1234567', not: { page: 'rounded, in MB' } },
  'parts[].plaintextSha256': {
    sign: ({ parts }) => parts[1]?.plaintextSha256 ?? '',
    not: { page: 'the print names it, and the evidence' },
  },
  ...nowhere({
    format: ofChecking,
    titleSalt: 'shows who has the seal alone which title it commits to',
    'parts[].id': 'names a part to programs',
    'parts[].kind': 'what is read in the page is no file, what is a file is not read there',
    'parts[].mediaType': 'never trusted: a picture is what its bytes are, a file what its name says',
    'parts[].disposition': 'every file is listed; a picture stands in the text where the text names it',
    'parts[].wrappedKey': 'a key, which nobody is shown',
    'parts[].segments[].sha256': ofChecking,
    'parts[].segments[].ciphertextBytes': ofChecking,
    'parts[].segments[].plaintextSha256': ofChecking,
    'parts[].more': 'nothing is written there yet',
    more: 'marks that came later, each of which stands above; of others a reader knows nothing',
  }),
};

describe('everything that a manifest says', () => {
  let texts: Texts;
  let manifest: Manifest2;
  beforeAll(async () => {
    ({ texts, manifest } = await openedEverywhere());
  });

  test('is known to this test: a new member says where it arrives, or why not', () => {
    const leaves = leavesOf(
      z.toJSONSchema(manifestSchema2, { io: 'input', unrepresentable: 'any' }) as Schema,
    );
    const later = letterFlags.filter((flag) => !leaves.includes(flag));
    expect(Object.keys(facts).sort()).toEqual([...leaves, ...later].sort());
  });

  test.each(Object.keys(facts))('%s arrives in page, print and command, or it is said why not', (name) => {
    const { sign, not } = facts[name] ?? { sign: () => '', not: {} };
    const absent = places.filter((place) => !texts[place].includes(sign(manifest)));
    expect(absent.filter((place) => not[place] === undefined)).toEqual([]);
    expect(
      Object.keys(not).filter((place) => !absent.includes(place as Place)),
      'a reason for what is there after all',
    ).toEqual([]);
  });
});

type Schema = { properties?: Record<string, Schema>; items?: Schema };

function leavesOf(schema: Schema, name = ''): string[] {
  if (schema.items) return leavesOf(schema.items, `${name}[]`);
  if (!schema.properties) return [name];
  return Object.entries(schema.properties).flatMap(([member, inner]) =>
    leavesOf(inner, name === '' ? member : `${name}.${member}`),
  );
}
