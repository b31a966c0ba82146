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

  test('does the same work whether or not there is an account', async () => {
    const hash = await hashPassword('corbeau-lampe-violet');
    await matchesPassword(null, 'faux');
    const work = { known: 0, unknown: 0 };
    const measure = async (kind: keyof typeof work, stored: string | null) => {
      const before = process.cpuUsage();
      await matchesPassword(stored, 'faux');
      const { user, system } = process.cpuUsage(before);
      work[kind] += user + system;
    };
    // Processor time, and in turns: what else the machine does meets both alike, or neither.
    for (let n = 0; n < 20; n += 1) {
      await measure('known', hash);
      await measure('unknown', null);
      await measure('unknown', null);
      await measure('known', hash);
    }
    expect(work.unknown / work.known).toBeGreaterThan(0.7);
    expect(work.unknown / work.known).toBeLessThan(1.4);
  });
});
