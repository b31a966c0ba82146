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
    [999, '999 octets', '999 byte'],
    [1_000, '1 ko', '1 kB'],
    [2_400_000, '2,4 Mo', '2.4 MB'],
    [104_857_600, '105 Mo', '105 MB'],
    [1_500_000_000, '1,5 Go', '1.5 GB'],
  ])('of %i bytes are written as people write them', (bytes, fr, en) => {
    const plain = (text: string) => text.replace(/\s/g, ' ').replace('bytes', 'byte');
    expect(plain(formatBytes(bytes, 'fr'))).toBe(fr);
    expect(plain(formatBytes(bytes, 'en'))).toBe(en);
  });
});
