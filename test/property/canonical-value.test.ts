import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jcs } from '@/lib/audit-format/commitments';
import { isCanonicalValue } from '@/lib/verify/canonical-value';
import { linesOf } from '@/lib/verify/read-lines';
import { runs } from '../support/runs';

/** As it stands in the middle of a line. */
function judge(value: string | Uint8Array): boolean {
  const inner = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  const { bytes, text } = linesOf(new Uint8Array([0x3a, ...inner, 0x7d]));
  return isCanonicalValue(bytes, text, 1, bytes.length - 1);
}

/** What "in the one spelling" means, by a general parser and encoder. */
function isOneSpelling(text: string): boolean {
  try {
    return jcs(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => !/\p{Surrogate}/u.test(text)),
  fc.constantFrom('', '"', '\\', '\u0000', '\b', '\u2028', 'é', '192.0.2.1'),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const name = fc.oneof(fc.stringMatching(/^[A-Za-z]{1,8}$/), fc.string());
const flat = fc.dictionary(name, scalar, { maxKeys: 6 });
const value = fc.oneof(flat, scalar, fc.array(scalar), fc.dictionary(name, fc.oneof(scalar, flat)));

describe('a shown value is JSON that every program reads the same', () => {
  test('whatever RFC 8785 writes is taken', () => {
    fc.assert(
      fc.property(value, (one) => judge(jcs(one)) === true),
      { numRuns: runs(2_000) },
    );
  });

  test('what is spelled otherwise is refused: judged as by a general encoder, character by character', () => {
    const edits = fc.array(
      fc.tuple(fc.nat(), fc.nat(2), fc.constantFrom(...' "\\,:{}[]0-1aeé\n\u0001'.split(''))),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    const edited = fc.tuple(flat, edits).map(([one, changes]) => {
      let text = jcs(one);
      for (const [at, removed, added] of changes) {
        const place = at % (text.length + 1);
        text = text.slice(0, place) + added + text.slice(place + removed);
      }
      return text;
    });
    fc.assert(
      fc.property(edited, (text) => !text.isWellFormed() || judge(text) === isOneSpelling(text)),
      { numRuns: runs(5_000) },
    );
  });

  test.each([
    '{"a":1,"a":2}',
    '{"a":1,"a":1}',
    '{"a":1,"b":2,"a":3}',
    '{"b":1,"a":2}',
    '{"ab":1,"a":2}',
    '{"a":{"x":1,"x":2}}',
    '{"a":[{"x":1,"x":2}]}',
    '{"a":1,"\\u0061":2}',
    '{"a":"\\u0041"}',
    '{"a":"\\/"}',
    '{"a":1.0}',
    '{"a":-0}',
    '{"a":01}',
    '{"a": 1}',
    '{"a":1,}',
    '{,"a":1}',
    '{"a"}',
    '{}x',
    '',
  ])('%s is refused', (text) => {
    expect(judge(text)).toBe(false);
  });

  test('bytes that are no UTF-8 are refused', () => {
    expect(judge(Uint8Array.from([...'{"a":"'].map((c) => c.charCodeAt(0)).concat(0xe9, 0x22, 0x7d)))).toBe(
      false,
    );
  });
});
