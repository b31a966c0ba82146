import { describe, expect, it } from 'vitest';
import { mergeContacts } from '../../../lib/contact-files/contact';
import { csvHead, csvLine } from '../../../lib/contact-files/write-csv';
import { writeVcard } from '../../../lib/contact-files/write-vcard';

const a = {
  name: 'Marie Durand',
  addresses: ['m@chu.example', 'm@ville.example'],
  organisation: 'CHU',
  role: '',
  phone: '01',
  note: 'Matin',
};
const differs = (field: string, value: string) => `${field}: ${value}`;

describe('a contact', () => {
  it('merged with another keeps every address, fills what is empty, and says in the note what was said otherwise', () => {
    const b = {
      name: 'Durand M.',
      addresses: ['m@ville.example', 'm@x.example'],
      organisation: 'CHU',
      role: 'Infirmière',
      phone: '02',
      note: 'Soir',
    };
    expect(mergeContacts(a, b, differs)).toEqual({
      name: 'Marie Durand',
      addresses: ['m@chu.example', 'm@ville.example', 'm@x.example'],
      organisation: 'CHU',
      role: 'Infirmière',
      phone: '01',
      note: 'Matin\nSoir\nname: Durand M.\nphone: 02',
    });
    expect(mergeContacts(a, a, differs)).toEqual(a);
  });

  it('is written so that no spreadsheet computes any cell of it, also where a French one ends a cell at a semicolon', () => {
    const evil = [
      '=1+1',
      '+33 1',
      '-2',
      '@SUM(A1)',
      '＝1',
      ' =1',
      '\t=1',
      'x;=1',
      'x\n=1',
      "'=1",
      '%x',
      '|x',
    ];
    for (const name of evil)
      for (const locale of ['fr', 'en'] as const) {
        const line = csvLine({ ...a, name, organisation: name, note: name }, locale);
        expect(line, name).not.toMatch(/(^|[",;\t\n])[\s\p{Cf}]*[=+\-@＝＋－＠|%]/u);
      }
    expect(csvHead('fr')).toBe(
      '\uFEFFNom;E-mail;E-mail 2;E-mail 3;E-mail 4;E-mail 5;Organisation;Fonction;Téléphone;Note\r\n',
    );
  });

  it('is written as a card whose lines are of 75 octets at most, no character divided', () => {
    const card = writeVcard({ ...a, name: `${'é'.repeat(80)}😀; \\,`, note: 'un\ndeux' });
    for (const line of card.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(card).toContain('NOTE:un\\ndeux');
    expect(card).not.toContain('\uFFFD');
    expect(card.replaceAll('\r\n ', '')).toContain(`FN:${'é'.repeat(80)}😀\\; \\\\\\,`);
  });
});
