import { describe, expect, test } from 'vitest';
import { hashPassword, matchesPassword } from '../../../lib/auth/password-hash';
import { passwordWeakness } from '../../../lib/auth/password-rules';

const owner = { email: 'helene.lefèvre@chu-demo.example', displayName: 'Hélène Lefèvre' };

describe('a password', () => {
  test.each([
    ['corbeau-lampe-violet', null],
    ['un chat dort sur le piano', null],
    ['Tr0ubad0ur&3grenier', null],
    ['eleven-char', 'too-short'],
    ['🔒🔒🔒🔒🔒🔒', 'too-short'],
    ['a'.repeat(201), 'too-long'],
    ['aaaaaaaaaaaa', 'too-uniform'],
    ['abababababab', 'too-uniform'],
    ['abcdefghijkl', 'too-uniform'],
    ['motdepasse2026', 'too-common'],
    ['P@ssw0rd!!!!', 'too-common'],
    ['Azerty123456', 'too-common'],
    ['123456123456', 'too-common'],
    ['AdminAdminAdmin', 'too-common'],
    ['hopital-2026!!', 'too-common'],
    ['Hélène-Lefèvre1', 'names-you'],
    ['helene.lefevre', 'names-you'],
    ['chu-demo-2026', 'names-you'],
  ])('%s: %s', (password, weakness) => {
    expect(passwordWeakness(password, owner)).toBe(weakness);
  });
});

describe('checking a password', () => {
  test('is right only for the right one, and never without a hash', async () => {
    const hash = await hashPassword('corbeau-lampe-violet');
    expect(await matchesPassword(hash, 'corbeau-lampe-violet')).toBe(true);
    expect(await matchesPassword(hash, 'corbeau-lampe-viole')).toBe(false);
    expect(await matchesPassword(null, 'nobody has this password')).toBe(false);
  });

  test('takes the same time whether or not there is an account', async () => {
    const hash = await hashPassword('corbeau-lampe-violet');
    await matchesPassword(null, 'faux');
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let n = 0; n < 40; n += 1) {
      for (const [kind, stored] of [
        ['known', hash],
        ['unknown', null],
      ] as const) {
        const begun = performance.now();
        await matchesPassword(stored, 'faux');
        times[kind].push(performance.now() - begun);
      }
    }
    // Medians of interleaved runs: noise of the machine meets both alike.
    const median = (values: number[]) => values.sort((a, b) => a - b)[20] ?? 0;
    expect(median(times.unknown) / median(times.known)).toBeGreaterThan(0.8);
    expect(median(times.unknown) / median(times.known)).toBeLessThan(1.25);
  });
});
