import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../lib/address/address';
import { parseAddressees } from '../../lib/address/address-list';
import { runs } from '../support/runs';

const address = fc
  .tuple(
    fc.constantFrom("o'brien", 'jean.dupont', 'a+b', 'x', '{z}|y'),
    fc.constantFrom('chu.fr', 'b-c.example'),
  )
  .map((halves) => halves.join('@'));
const name = fc.constantFrom('Marie', 'Jean-Pierre Dupont', 'Le Goff', 'Ève', 'KIM', 'Dr Martin', '李明');
const separator = fc.constantFrom(', ', ',', ';', '; ', '\n', '\r\n', '\t', ' ', ' ; ', ',\n');
const written = fc
  .tuple(name, address)
  .chain(([one, at]) =>
    fc
      .constantFrom(
        at,
        `<${at}>`,
        `${one} <${at}>`,
        `"${one}, ${one}" <${at}>`,
        `${one}, ${one} <${at}>`,
        `${one} ${at}`,
        `${one} [${at}]`,
        `${one}<mailto:${at}>`,
        `${at}<mailto:${at}>`,
        `mailto:${at}`,
        `${one}\t${at}`,
        `${at} (${one})`,
      )
      .map((text) => ({ text, at })),
  );

/** Words of letters and digits, without what the parser knows to be a label, a bullet or an "and". */
function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter(
    (word) =>
      !/^(?:mailto|to|from|cc|cci|bcc|à|a|de|pour|smtp|e|mail|courriel|mél|et|and|ou|or|\d{1,3})$/u.test(
        word,
      ),
  );
}

describe('lists of addresses', () => {
  it('gives every address that was written, whatever stands around and between them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(written, separator), { minLength: 1, maxLength: 6 }), (parts) => {
        const found = parseAddressees(parts.flatMap(([{ text }, between]) => [text, between]).join(''));
        const addresses = parts.map(([{ at }]) => at);
        // `a@x <b@x>` names two where one is meant: it stands there whole, as what a person must mend
        const shown = found.map((one) => one.address).join(' ');
        for (const at of addresses) expect(shown).toContain(at);
        for (const one of found) {
          if (parseAddress(one.address) !== null) expect(addresses).toContain(one.address);
        }
      }),
      { numRuns: runs(2_000) },
    );
  });

  it('loses no word: each stands in an address, in a name, or in what is shown as not understood', () => {
    const anything = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'abAZ09 @.,;<>[]()"\'\\\t\n:-•'), maxLength: 60 }),
      fc
        .array(
          fc.oneof(
            written.map(({ text }) => text),
            name,
            separator,
            fc.constantFrom('@', '<', '"', 'et', 'À :'),
          ),
          {
            maxLength: 8,
          },
        )
        .map((pieces) => pieces.join(' ')),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const kept = wordsOf(
          parseAddressees(text)
            .flatMap((one) => [one.name ?? '', one.address])
            .join(' '),
        ).join(' ');
        for (const word of wordsOf(text)) expect(kept).toContain(word);
      }),
      { numRuns: runs(10_000) },
    );
  });
});
