import { describe, expect, it } from 'vitest';
import { tidyLink } from '../../../lib/http/tidy-link';
import { newReference } from '../../../lib/seal/compose-seal';

const reference = 'Abc-_dEf0123456789012345678901xZ';
const id = '019b0000-0000-7000-8000-000000000001';

describe('a link of a mail', () => {
  it.each([
    '.',
    ',',
    ')',
    '%3E',
    ';',
    '%20',
    '%C2%BB',
    '%C2%A0',
    ').',
    '%3Cbr%3E',
    '!',
    ':',
    "'",
    '%22',
    '%E2%80%A6',
  ])('that was ended too late, by %s, leads to its page', (end) => {
    expect(tidyLink(`/e/${reference}${end}`)).toBe(`/e/${reference}`);
    expect(tidyLink(`/e/${reference}/report${end}`)).toBe(`/e/${reference}/report`);
    expect(tidyLink(`/sent/${id}${end}`)).toBe(`/sent/${id}`);
  });

  it.each([
    `/e/${reference}`,
    `/e/${reference}/report`,
    `/e/${reference}A`,
    `/e/${reference}/x.`,
    '/e/short.',
    `/sent/${id}`,
  ])('or any other path, %s, is left alone', (path) => expect(tidyLink(path)).toBeNull());

  it('has a reference with nothing at its ends that mail programs cut off', () => {
    for (let n = 0; n < 5_000; n += 1)
      expect(newReference()).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{30}[A-Za-z0-9]$/);
  });
});
