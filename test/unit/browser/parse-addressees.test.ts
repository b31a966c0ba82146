import { describe, expect, it } from 'vitest';
import { parseAddressees } from '../../../lib/browser/compose/parse-addressees';

describe('a paste of several addresses', () => {
  it.each([
    ['a@b.fr', [{ address: 'a@b.fr' }]],
    ['Anne Le Goff <a@b.fr>; c@d.fr', [{ address: 'a@b.fr', name: 'Anne Le Goff' }, { address: 'c@d.fr' }]],
    ['"Doe, John" <j@d.fr>, x@y.fr', [{ address: 'j@d.fr', name: 'Doe, John' }, { address: 'x@y.fr' }]],
    ['"O\\"Hara" <o@h.fr>', [{ address: 'o@h.fr', name: 'O"Hara' }]],
    ['a@b.fr\r\nc@d.fr\n\n', [{ address: 'a@b.fr' }, { address: 'c@d.fr' }]],
    ['a@b.fr c@d.fr', [{ address: 'a@b.fr' }, { address: 'c@d.fr' }]],
    ['mailto:a@b.fr', [{ address: 'a@b.fr' }]],
    ['a@b.fr <a@b.fr>', [{ address: 'a@b.fr' }]],
    ['"lone quote <a@b.fr>\nc@d.fr', [{ address: 'a@b.fr', name: '"lone quote' }, { address: 'c@d.fr' }]],
  ])('%j', (text, expected) => expect(parseAddressees(text)).toEqual(expected));

  it('keeps what is no address, so that the person sees it', () => {
    expect(parseAddressees('Dr Martin; a@b.fr')).toEqual([{ address: 'Dr Martin' }, { address: 'a@b.fr' }]);
  });

  it('gives nothing for nothing', () => expect(parseAddressees(' ;, \n')).toEqual([]));
});
