import { describe, expect, it } from 'vitest';
import { parseAddressees } from '../../../lib/address/address-list';

/** `Nom <adresse>`, or what was not understood in braces: one line of the table is read at a glance. */
function shown(text: string): string {
  return parseAddressees(text)
    .map(({ address, name }) => {
      const place = /^[^\s@"<]+@[^\s@>]+$/.test(address) ? address : `{${address}}`;
      return name === undefined ? place : `${name} <${place}>`;
    })
    .join(' | ');
}

describe('a list of addressees', () => {
  it.each([
    // one person
    ['m@x.fr', 'm@x.fr'],
    ['  M@X.fr\u00a0', 'm@x.fr'],
    ['Anne Le Goff <a@b.fr>', 'Anne Le Goff <a@b.fr>'],
    ['"Durand, Marie" <m@x.fr>', 'Durand, Marie <m@x.fr>'],
    ['Durand, Marie <m@x.fr>', 'Durand, Marie <m@x.fr>'],
    ['Durand, Marie m@x.fr', 'Durand, Marie <m@x.fr>'],
    ['DE LA TOUR, Jean-Pierre (Cardiologie) <m@x.fr>', 'DE LA TOUR, Jean-Pierre (Cardiologie) <m@x.fr>'],
    ['"O\\"Hara" <o@h.fr>', 'O"Hara <o@h.fr>'],
    ["'Marie Durand' <m@x.fr>", 'Marie Durand <m@x.fr>'],
    ['Jean Dupont j@x.fr', 'Jean Dupont <j@x.fr>'],
    ['Nom [j@x.fr]', 'Nom <j@x.fr>'],
    ['Nom (j@x.fr)', 'Nom <j@x.fr>'],
    ['j@x.fr (Jean Dupont)', 'Jean Dupont <j@x.fr>'],
    ['Nom\tj@x.fr', 'Nom <j@x.fr>'],
    ['Nom<j@x.fr>', 'Nom <j@x.fr>'],
    ["o'brien@x.fr", "o'brien@x.fr"],
    ["'m@x.fr'", 'm@x.fr'],
    ['« m@x.fr »', 'm@x.fr'],
    ['(m@x.fr)', 'm@x.fr'],
    ['Écrivez à m@x.fr.', 'Écrivez à <m@x.fr>'],
    ['m@x.fr.', 'm@x.fr'],
    ['m@x.fr…', 'm@x.fr'],
    ['À : Marie Durand <m@x.fr>', 'Marie Durand <m@x.fr>'],
    ['To:m@x.fr', 'm@x.fr'],
    ['SMTP:m@x.fr', 'm@x.fr'],
    ['accueil@hôpital.example', 'accueil@xn--hpital-ixa.example'],
    // links
    ['mailto:m@x.fr', 'm@x.fr'],
    ['mailto:m@x.fr?subject=Bonjour&cc=c%40x.fr', 'm@x.fr | c@x.fr'],
    ['MAILTO:a@x.fr,b@x.fr', 'a@x.fr | b@x.fr'],
    ['mailto:o%27brien@x.fr, d@x.fr', "o'brien@x.fr | d@x.fr"],
    ['<mailto:m@x.fr>', 'm@x.fr'],
    ['Marie Durand<mailto:m@x.fr>', 'Marie Durand <m@x.fr>'],
    ['m@x.fr<mailto:m@x.fr>', 'm@x.fr'],
    ['Durand Marie <m@x.fr<mailto:m@x.fr>>', 'Durand Marie <m@x.fr>'],
    ['Dupont Jean [mailto:j@x.fr]', 'Dupont Jean <j@x.fr>'],
    ['m@x.fr <m@x.fr>', 'm@x.fr'],
    ['"m@x.fr" <m@x.fr>', 'm@x.fr'],
    // lists
    ['a@x.fr b@x.fr', 'a@x.fr | b@x.fr'],
    ['a@x.fr, b@x.fr; c@x.fr\nd@x.fr\te@x.fr', 'a@x.fr | b@x.fr | c@x.fr | d@x.fr | e@x.fr'],
    ['a@x.fr,b@x.fr;c@x.fr', 'a@x.fr | b@x.fr | c@x.fr'],
    ['a@x.fr et b@x.fr', 'a@x.fr | b@x.fr'],
    ['- a@x.fr\n• Marie b@x.fr\n1. c@x.fr', 'a@x.fr | Marie <b@x.fr> | c@x.fr'],
    ['<a@x.fr> <b@x.fr>', 'a@x.fr | b@x.fr'],
    ['Durand, Marie <m@x.fr>, Le Goff, Anne <a@x.fr>', 'Durand, Marie <m@x.fr> | Le Goff, Anne <a@x.fr>'],
    ['Marie m@x.fr Anne a@x.fr', 'Marie <m@x.fr> | Anne <a@x.fr>'],
    // Outlook: semicolons, a name broken over two lines
    [
      'DURAND Marie <m@x.fr>; "LE GOFF, Anne (CHU)" <a@x.fr>;\r\nJean <j@x.fr>',
      'DURAND Marie <m@x.fr> | LE GOFF, Anne (CHU) <a@x.fr> | Jean <j@x.fr>',
    ],
    ['Durand, Marie\n <m@x.fr>', 'Durand, Marie <m@x.fr>'],
    ["'a@x.fr'; 'b@x.fr'", 'a@x.fr | b@x.fr'],
    // Excel: rows and columns
    ['Durand\tMarie\tm@x.fr\r\nLe Goff\tAnne\ta@x.fr\r\n', 'Durand Marie <m@x.fr> | Le Goff Anne <a@x.fr>'],
    ['m@x.fr\tMarie Durand\na@x.fr\tAnne', 'Marie Durand <m@x.fr> | Anne <a@x.fr>'],
    ['a@x.fr\tb@x.fr', 'a@x.fr | b@x.fr'],
    ['a@x.fr\nb@x.fr\n', 'a@x.fr | b@x.fr'],
    // what is no address stays, to be seen
    ['Dr Martin', '{Dr Martin}'],
    ['Dr Martin; a@b.fr', '{Dr Martin} | a@b.fr'],
    ['Dr Martin, a@b.fr', '{Dr Martin} | a@b.fr'],
    ['Dr Martin, Durand, Marie <a@b.fr>', '{Dr Martin} | Durand, Marie <a@b.fr>'],
    ['Nom\tAdresse\nMarie\tm@x.fr', '{Nom Adresse} | Marie <m@x.fr>'],
    ['a@b.fr Jean', 'a@b.fr | {Jean}'],
    ['Marie <pas une adresse>', '{Marie <pas une adresse>}'],
    ['Marie <a@>', 'Marie <{a@}>'],
    ['a@b@c.fr', '{a@b@c.fr}'],
    ['"lone quote <a@b.fr>\nc@d.fr', '"lone quote <a@b.fr> | c@d.fr'],
    ['Jean <j@x.fr', 'Jean <j@x.fr>'],
    // two addresses where one was meant: a person must say which
    ['a@x.fr <b@x.fr>', '{a@x.fr <b@x.fr>}'],
    ['"a@x.fr" <b@x.fr>', '{"a@x.fr" <b@x.fr>}'],
    [' ;, \n', ''],
  ])('%j', (text, expected) => expect(shown(text)).toBe(expected));

  it('reads what makes no sense in a moment, however long', () => {
    for (const sign of ['<', '"', '(', ' ', 'a', ',', ' a', '<a@x.fr', '\u200b']) {
      const began = performance.now();
      parseAddressees(sign.repeat(20_000));
      expect([sign, performance.now() - began < 5_000]).toEqual([sign, true]);
    }
  });
});
