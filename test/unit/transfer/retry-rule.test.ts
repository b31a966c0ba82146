import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { ApiProblem, NetworkLost } from '../../../lib/transfer/api-client';
import {
  afterFailure,
  type Failures,
  noFailures,
  pageRule,
  programRule,
  type RetryRule,
  remedyFor,
} from '../../../lib/transfer/retry-rule';
import { storeRefusal } from '../../../lib/transfer/store-refusal';

const busy = new ApiProblem(503, 'storage-unavailable');
const tooMany = (retryAfterSeconds: number | null) =>
  new ApiProblem(429, 'too-many-requests', { retryAfterSeconds });

/** The steps after the same failure again and again, until one gives up. */
function steps(rule: RetryRule, error: unknown, count: number, chance = 0.5) {
  const taken: ReturnType<typeof afterFailure>['next'][] = [];
  let failures: Failures = noFailures;
  for (let n = 0; n < count && taken.at(-1)?.step !== 'give-up'; n += 1) {
    const after = afterFailure(rule, failures, error, chance);
    taken.push(after.next);
    failures = after.failures;
  }
  return taken;
}
const pauses = (taken: ReturnType<typeof steps>) =>
  taken.map((one) => (one.step === 'wait' ? one.ms : one.step));

describe('what a failed request calls for', () => {
  it.each([
    [new NetworkLost(), 'again-network'],
    [busy, 'again-server'],
    [new ApiProblem(408, 'internal'), 'again-server'],
    [new ApiProblem(425, 'internal'), 'again-server'],
    [tooMany(null), 'again-limit'],
    [new ApiProblem(401, 'sign-in-required'), 'sign-in'],
    [storeRefusal(403), 'again-signed'],
    [storeRefusal(400), 'again-signed'],
    [storeRefusal(503), 'again-server'],
    [storeRefusal(404), 'give-up'],
    [storeRefusal(507), 'give-up'],
    [new ApiProblem(403, 'forbidden'), 'give-up'],
    [new ApiProblem(413, 'attachments-too-large'), 'give-up'],
    [new ApiProblem(404, 'not-found'), 'give-up'],
    [new Error('bug'), 'give-up'],
  ])('%s: %s', (error, remedy) => expect(remedyFor(error)).toBe(remedy));
});

describe('page and program alike', () => {
  it('pause longer each time, a quarter more or less', () => {
    for (const rule of [pageRule, programRule]) {
      expect(pauses(steps(rule, busy, 7))).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
      expect(pauses(steps(rule, new NetworkLost(), 2, 0))).toEqual([375, 750]);
      expect(pauses(steps(rule, new NetworkLost(), 2, 1))).toEqual([625, 1_250]);
    }
  });

  it('wait as long as the server asks, a page a minute at most, a program an hour', () => {
    expect(pauses(steps(pageRule, tooMany(7), 1))).toEqual([7_000]);
    expect(pauses(steps(programRule, tooMany(7), 1))).toEqual([7_000]);
    expect(pauses(steps(pageRule, tooMany(9_000), 1))).toEqual([60_000]);
    expect(pauses(steps(programRule, tooMany(9_000), 1))).toEqual([3_600_000]);
  });

  it('give up what does not pass at once', () => {
    for (const rule of [pageRule, programRule])
      expect(steps(rule, new ApiProblem(404, 'not-found'), 3)).toEqual([{ step: 'give-up' }]);
  });
});

test('a page goes on without end; a program ten times, and sixty where it is only too quick', () => {
  expect(steps(pageRule, busy, 500)).toHaveLength(500);
  expect(steps(programRule, busy, 500)).toHaveLength(10);
  expect(steps(programRule, tooMany(1), 500)).toHaveLength(61);
});

test('a page waits for a sign-in, and asks for fresh signatures three times; a program does neither by itself', () => {
  const signIn = new ApiProblem(401, 'sign-in-required');
  expect(steps(pageRule, signIn, 2)).toEqual([{ step: 'sign-in' }, { step: 'sign-in' }]);
  expect(steps(programRule, signIn, 2)).toEqual([{ step: 'give-up' }]);
  const again = { step: 'again' };
  expect(steps(pageRule, storeRefusal(403), 9)).toEqual([again, again, again, { step: 'give-up' }]);
  expect(steps(programRule, storeRefusal(403), 9)).toEqual([{ step: 'give-up' }]);
});

test('neither has a rule of its own beside it', () => {
  for (const file of ['lib/browser/retry-gate.ts', 'lib/command/persist.ts']) {
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('afterFailure(');
    expect(text).not.toMatch(/\.status\b|\b(408|425|429|507)\b|2 \*\* /);
  }
});
