import { describe, expect, it } from 'vitest';
import type { ReadContacts } from '../../../lib/contact-files/read-contacts';
import { readVcards } from '../../../lib/contact-files/read-vcards';

function read(...lines: string[]): ReadContacts {
  const found = readVcards(lines.join('\r\n'));
  if ('refused' in found) throw new Error(found.refused);
  return found;
}
const one = (...lines: string[]) => read('BEGIN:VCARD', ...lines, 'END:VCARD').contacts[0]?.contact;

describe('cards', () => {
  it('of version 3.0 and 4.0 are read, folded lines unfolded, escapes undone, groups dropped', () => {
    const found = read(
      'BEGIN:VCARD',
      'VERSION:3.0',
      'FN:Dr Hélène Leb',
      ' œuf\\, cardiologue',
      'N:Lebœuf;Hélène;;Dr;',
      'item1.EMAIL;type=INTERNET;type=WORK:Helene.Leboeuf@CHU.example',
      'item1.X-ABLabel:_$!<Work>!$_',
      'EMAIL;TYPE=pref:direct@chu.example',
      'ORG:CHU de la Ville;Cardiologie',
      'TITLE:Praticienne hospitalière',
      'TEL;TYPE=WORK,VOICE:+33 1 23 45 67 89',
      'NOTE:Absente le mercredi\\nAppeler avant midi',
      'END:VCARD',
      'begin:vcard',
      'version:4.0',
      'fn:Paul Martin',
      'email;pref=1:mailto:paul@ville.example',
      'tel;value=uri;type="voice,cell":tel:+33-6-12-34-56-78',
      'end:vcard',
    );
    expect(found.contacts).toEqual([
      {
        line: 1,
        contact: {
          name: 'Dr Hélène Lebœuf, cardiologue',
          addresses: ['direct@chu.example', 'helene.leboeuf@chu.example'],
          organisation: 'CHU de la Ville, Cardiologie',
          role: 'Praticienne hospitalière',
          phone: '+33 1 23 45 67 89',
          note: 'Absente le mercredi\nAppeler avant midi',
        },
      },
      {
        line: 14,
        contact: {
          name: 'Paul Martin',
          addresses: ['paul@ville.example'],
          organisation: '',
          role: '',
          phone: '+33-6-12-34-56-78',
          note: '',
        },
      },
    ]);
    expect(found.leftOut).toEqual([{ field: 'X-ABLABEL', count: 1 }]);
  });

  it('of version 2.1, as old phones write them, are read: quoted-printable in UTF-8 and Latin-1, soft breaks, bare parameters', () => {
    expect(
      one(
        'VERSION:2.1',
        'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Leb=C5=93uf;H=C3=A9l=C3=A8ne;;;',
        'EMAIL;INTERNET;HOME:h@ville.example',
        'NOTE;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Absente =E0 midi =',
        'le mercredi',
        'ORG;QUOTED-PRINTABLE:H=F4pital',
      ),
    ).toEqual({
      name: 'Hélène Lebœuf',
      addresses: ['h@ville.example'],
      organisation: 'Hôpital',
      role: '',
      phone: '',
      note: 'Absente à midi le mercredi',
    });
  });

  it('that cannot be taken are named by line and reason, and the others are kept', () => {
    const { contacts, faults } = read(
      '\uFEFFBEGIN:VCARD',
      'FN:Sans adresse',
      'END:VCARD',
      'BEGIN:VCARD',
      'FN:Faux',
      'EMAIL:pas une adresse',
      'END:VCARD',
      'BEGIN:VCARD',
      'FN:Pas finie',
      'EMAIL:a@b.example',
      'BEGIN:VCARD',
      'FN:Bonne',
      'EMAIL:bonne@b.example',
      'END:VCARD',
      'BEGIN:VCARD',
      'FN;CHARSET=KOI8-R;ENCODING=QUOTED-PRINTABLE:=C1',
      'EMAIL:koi@b.example',
      'END:VCARD',
      'BEGIN:VCARD',
      'KIND:group',
      'FN:Équipe',
      'MEMBER:mailto:a@b.example',
      'END:VCARD',
      'BEGIN:VCARD',
      `FN:${'x'.repeat(201)}`,
      'EMAIL:long@b.example',
      'END:VCARD',
      'BEGIN:VCARD',
      'FN:Caché\u202Exe.fdp',
      'EMAIL:bidi@b.example',
      'END:VCARD',
      'BEGIN:VCARD',
      'FN:Trop',
      ...[1, 2, 3, 4, 5, 6].map((n) => `EMAIL:a${n}@b.example`),
      'END:VCARD',
    );
    expect(contacts.map(({ line, contact }) => [line, contact.name])).toEqual([[11, 'Bonne']]);
    expect(faults.map(({ line, fault }) => [line, fault])).toEqual([
      [1, 'no-address'],
      [4, 'address-invalid'],
      [8, 'unfinished'],
      [15, 'encoding'],
      [19, 'group'],
      [24, 'too-long'],
      [28, 'unseen-character'],
      [32, 'too-many-addresses'],
    ]);
    expect(faults[1]?.value).toBe('pas une adresse');
  });

  it('say what the book has no place for, once for each person', () => {
    const { leftOut } = read(
      'BEGIN:VCARD',
      'FN:A',
      'EMAIL:a@b.example',
      'TEL:1',
      'TEL:2',
      'TITLE:x',
      'ROLE:y',
      'ADR:;;1 rue;Ville;;1;F',
      'ADR:;;2 rue;Ville;;1;F',
      'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ',
      ' SkZJRg==',
      'BDAY:',
      'UID:1',
      'END:VCARD',
    );
    expect(leftOut).toEqual([
      { field: 'ROLE', count: 1 },
      { field: 'TEL', count: 1 },
      { field: 'ADR', count: 1 },
      { field: 'PHOTO', count: 1 },
    ]);
  });

  it('are refused as a whole where there is none, or more than are read', () => {
    expect(readVcards('Bonjour')).toEqual({ refused: 'no-contacts' });
    const card = 'BEGIN:VCARD\nEMAIL:a@b.example\nEND:VCARD\n';
    expect(readVcards(card.repeat(10_001))).toEqual({ refused: 'too-many-rows' });
    expect(readVcards(card.repeat(10_000))).toMatchObject({ faults: [] });
  });

  it('without a name, or with an address in its place, have none', () => {
    expect(one('FN:A@B.example', 'EMAIL:a@b.example')?.name).toBe('');
    expect(one('EMAIL:a@b.example')?.name).toBe('');
  });
});
