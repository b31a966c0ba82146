import { describe, expect, it } from 'vitest';
import { formatBytes } from '../../../lib/i18n/format-bytes';
import { pickLocale, pickTimeZone } from '../../../lib/i18n/locales';

describe('the language of a page', () => {
  it.each([
    ['en', 'fr-FR,fr', 'en'],
    ['fr', 'en', 'fr'],
    [undefined, 'en-GB,en;q=0.9,fr;q=0.8', 'en'],
    [undefined, 'en;q=0.4, fr-CH;q=0.9', 'fr'],
    [undefined, 'de-DE,en;q=0.5', 'en'],
    [undefined, 'en;q=0', 'fr'],
    [undefined, 'de', 'fr'],
    [undefined, null, 'fr'],
    ['de', 'en', 'en'],
    ['', ';;q=x,,', 'fr'],
  ])(
    'is the remembered one, then what the browser asks for, then French (%s, %s → %s)',
    (remembered, asked, expected) => {
      expect(pickLocale(remembered, asked)).toBe(expected);
    },
  );

  it('comes with the time zone of the browser, or that of Paris when the cookie names none', () => {
    expect(pickTimeZone('Indian/Reunion')).toBe('Indian/Reunion');
    expect(pickTimeZone('Nowhere/<script>')).toBe('Europe/Paris');
    expect(pickTimeZone('A'.repeat(1000))).toBe('Europe/Paris');
    expect(pickTimeZone(undefined)).toBe('Europe/Paris');
  });
});

describe('sizes', () => {
  it.each([
    [0, '0 octet', '0 byte'],
    [1_023, '1 023 octets', '1,023 byte'],
    [1_024, '1 Ko', '1 KB'],
    [2_516_582, '2,4 Mo', '2.4 MB'],
    [1_048_575, '1 Mo', '1 MB'],
    [104_857_600, '100 Mo', '100 MB'],
    [1_610_612_736, '1,5 Go', '1.5 GB'],
  ])('of %i bytes are written as people write them', (bytes, fr, en) => {
    const plain = (text: string) => text.replace(/\s/g, ' ').replace('bytes', 'byte');
    expect(plain(formatBytes(bytes, 'fr'))).toBe(fr);
    expect(plain(formatBytes(bytes, 'en'))).toBe(en);
  });

  it('promise no byte too many of a bound, and what exceeds it does not seem to fit', () => {
    const plain = (text: string) => text.replace(/\s/g, ' ');
    expect(plain(formatBytes(104_857_600, 'fr', 'down'))).toBe('100 Mo');
    expect(plain(formatBytes(104_857_599, 'fr', 'down'))).toBe('99,9 Mo');
    expect(plain(formatBytes(104_857_601, 'fr', 'up'))).toBe('100,1 Mo');
  });
});
