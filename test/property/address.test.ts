import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseAddress, parseAddress } from '../../lib/address/address';
import { runs } from '../support/runs';

const atext = fc.constantFrom(..."abcxyzABCXYZ0189#$&'*+/=?^_`{|}~-");
const atom = fc.string({ unit: atext, minLength: 1, maxLength: 12 });
const local = fc
  .array(atom, { minLength: 1, maxLength: 4 })
  .map((atoms) => atoms.join('.'))
  .filter((text) => !text.startsWith('-'));
const label = fc
  .stringMatching(/^[a-zA-Z0-9]([a-zA-Z0-9-]{0,8}[a-zA-Z0-9])?$/)
  .filter((text) => !/^..--/.test(text));
const top = fc.stringMatching(/^[a-zA-Z]{2,6}$/);
const domain = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), top)
  .map(([labels, last]) => [...labels, last].join('.'));
const address = fc.tuple(local, domain).map((halves) => halves.join('@'));

describe('addresses', () => {
  it('takes every plain address and gives its lower-case form', () => {
    fc.assert(fc.property(address, (text) => parseAddress(text) === text.toLowerCase()));
  });

  it('gives a form that it gives again (idempotent)', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          address,
          fc.string({ unit: 'binary', maxLength: 60 }),
          fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => `a@${text}.fr`),
        ),
        (text) => {
          const once = parseAddress(text);
          if (once !== null) expect(parseAddress(once)).toBe(once);
        },
      ),
      { numRuns: runs(2_000) },
    );
  });

  it('gives nothing but printable ASCII with one @, at most 254 octets, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 400 }),
          fc
            .tuple(address, fc.string({ unit: 'binary', maxLength: 4 }), fc.nat())
            .map(
              ([text, extra, at]) => text.slice(0, at % text.length) + extra + text.slice(at % text.length),
            ),
        ),
        (text) => {
          const parsed = parseAddress(text);
          if (parsed === null) return;
          expect(parsed).toMatch(/^[!-?A-~]+@[a-z0-9.-]+$/);
          expect(parsed.length).toBeLessThanOrEqual(254);
          expect(parsed).not.toMatch(/["(),:;<>[\]\\%!]/);
        },
      ),
      { numRuns: runs(5_000) },
    );
  });

  it('refuses what two programs could read as two addresses, and what could leave a header', () => {
    const refused = [
      '"x@evil.tld x"@good.tld',
      '"x"@good.tld',
      'x@evil.tld@good.tld',
      'x%evil.tld@good.tld',
      'evil.tld!x@good.tld',
      '@relay.tld:x@good.tld',
      'x@good.tld, y@evil.tld',
      'x@good.tld; y@evil.tld',
      'X <x@good.tld>',
      '<x@good.tld>',
      'x(comment)@good.tld',
      'x@good.tld (comment)',
      'x@[127.0.0.1]',
      'x@127.0.0.1',
      'x@0x7f.1',
      'x@localhost',
      'x@good.tld.',
      'x@.good.tld',
      'x@good..tld',
      'x@-good.tld',
      'x@good-.tld',
      '.x@good.tld',
      'x.@good.tld',
      'x..y@good.tld',
      'x y@good.tld',
      'x@good .tld',
      'x@good.tld\r\nBcc: y@evil.tld',
      '\tx\t@good.tld',
      '-x@good.tld',
      'x@\ufe0fgood.tld',
      'x\u0000@good.tld',
      'x\u202e@good.tld',
      'x@good\u202e.tld',
      'x@go\u00adod.tld',
      'x@go\u200dod.tld',
      'x@ｇood.tld',
      'x@good。tld',
      'x@good.tld/path',
      'x@good.tld:25',
      'x@good.tld?y',
      'x@good%2etld',
      'é@good.tld',
      'x@xn--zzzzzzz--.tld',
      `${'a'.repeat(65)}@good.tld`,
      `a@${'b'.repeat(64)}.tld`,
      `a@${Array.from({ length: 5 }, () => 'b'.repeat(60)).join('.')}.tld`,
      '',
      '@',
      'x@',
      '@good.tld',
    ];
    for (const text of refused) expect([text, parseAddress(text)]).toEqual([text, null]);
    expect(() => normaliseAddress('"x@evil.tld x"@good.tld')).toThrow(
      expect.objectContaining({ code: 'address-invalid' }),
    );
  });

  it('is cleaned at its edges of what nobody sees, and refused with its name where that stands inside', () => {
    const unseen = fc.constantFrom(
      ...'\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\u00a0\u00ad\u2060\u2003\ufeff\ufe0f\u3164\t\n ',
    );
    const some = fc.array(unseen, { maxLength: 3 }).map((all) => all.join(''));
    fc.assert(
      fc.property(address, some, some, unseen, fc.nat(), (text, before, after, hidden, at) => {
        expect(parseAddress(before + text + after)).toBe(text.toLowerCase());
        const cut = 1 + (at % (text.length - 1));
        const holed = text.slice(0, cut) + hidden + text.slice(cut);
        const code = hidden === ' ' ? 'address-invalid' : 'unseen-character';
        expect(parseAddress(holed)).toBe(null);
        expect(() => normaliseAddress(before + holed + after)).toThrow(expect.objectContaining({ code }));
      }),
    );
  });

  it('turns an internationalised domain into A-labels, the same for every spelling of it', () => {
    expect(parseAddress('Accueil@Hôpital.example')).toBe('accueil@xn--hpital-ixa.example');
    expect(parseAddress('accueil@ho\u0302pital.EXAMPLE')).toBe('accueil@xn--hpital-ixa.example');
    expect(parseAddress('accueil@XN--HPITAL-IXA.example')).toBe('accueil@xn--hpital-ixa.example');
    expect(parseAddress('  a@b.fr ')).toBe('a@b.fr');
  });
});
