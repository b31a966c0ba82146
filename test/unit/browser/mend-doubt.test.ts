import { describe, expect, test } from 'vitest';
import { mendDoubt } from '../../../app/(mail)/compose/_components/mend-doubt';
import type { SendDoubt } from '../../../app/(mail)/compose/_components/send-doubts';

const text = {
  fromAddress: 'anne@chu.test',
  to: [{ address: 'Paul@C-hu.test', name: 'Paul' }, { address: 'zoe@chu.test' }],
  cc: [{ address: 'luc@ailleurs.test' }],
  bcc: [{ address: 'paul@c-hu.test' }],
  title: 'Résultats, né le 12/03/1957',
  html: '',
  expiresInDays: 90,
};

describe('one press mends', () => {
  test.each<[string, SendDoubt, object | null]>([
    [
      'an address that misses a known domain, wherever it stands, and its name stays',
      { kind: 'near-miss', address: 'paul@c-hu.test', domain: 'chu.test' },
      {
        to: [{ address: 'paul@chu.test', name: 'Paul' }, { address: 'zoe@chu.test' }],
        cc: text.cc,
        bcc: [{ address: 'paul@chu.test' }],
      },
    ],
    [
      'an address that nobody has: it is taken out',
      { kind: 'no-mailbox', address: 'zoe@chu.test', domain: 'chu.test' },
      { to: [text.to[0]], cc: text.cc, bcc: text.bcc },
    ],
    [
      'many who see each other: all become blind copies, nobody is lost',
      { kind: 'many-visible', count: 3 },
      { to: [], cc: [], bcc: [...text.to, ...text.cc, ...text.bcc] },
    ],
    [
      'a patient’s identity: the title goes on without it',
      { kind: 'patient-identity', found: { kind: 'birth-date', without: 'Résultats' } },
      { title: 'Résultats' },
    ],
    ['a forgotten file by choosing one: nothing is written', { kind: 'forgotten-file' }, null],
  ])('%s', (_, doubt, change) => {
    expect(mendDoubt(text, doubt)).toEqual(change);
  });
});
