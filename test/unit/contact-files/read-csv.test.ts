import { describe, expect, it } from 'vitest';
import { readContactFile } from '../../../lib/browser/contacts/read-contact-file';
import type { ReadContacts } from '../../../lib/contact-files/read-contacts';
import { readCsv } from '../../../lib/contact-files/read-csv';

function read(text: string): ReadContacts {
  const found = readCsv(text);
  if ('refused' in found) throw new Error(found.refused);
  return found;
}
const marie = {
  name: 'Marie Durand',
  addresses: ['marie.durand@chu.example', 'marie@ville.example'],
  organisation: 'CHU',
  role: 'Infirmière',
  phone: '01 23 45 67 89',
  note: 'Matin',
};

describe('tables', () => {
  it('of Outlook in English are read', () => {
    const { contacts, leftOut } = read(
      'First Name,Middle Name,Last Name,Title,Company,Job Title,Business Phone,Mobile Phone,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,Business Street,Notes,Priority\r\n' +
        'Marie,,Durand,,CHU,Infirmière,01 23 45 67 89,06 00 00 00 00,marie.durand@chu.example,SMTP,Marie Durand,marie@ville.example,"1, rue des Lilas",Matin,Normal\r\n',
    );
    expect(contacts).toEqual([{ line: 2, contact: marie }]);
    expect(leftOut).toEqual([
      { field: 'Business Street', count: 1 },
      { field: 'TEL', count: 1 },
    ]);
  });

  it('of Outlook in French, with semicolons, are read', () => {
    const { contacts, leftOut } = read(
      '"Prénom";"Deuxième prénom";"Nom";"Société";"Titre";"Téléphone (bureau)";"Adresse de messagerie";"Type de messagerie";"Nom complet de l\'adresse de messagerie";"Adresse de messagerie 2";"Notes"\r\n' +
        '"Marie";"";"Durand";"CHU";"Infirmière";"01 23 45 67 89";"Marie.Durand@chu.example";"SMTP";"Marie Durand (marie)";"marie@ville.example";"Matin"\r\n',
    );
    expect(contacts).toEqual([{ line: 2, contact: marie }]);
    expect(leftOut).toEqual([]);
  });

  it('of Thunderbird in English and French are read', () => {
    const english =
      'First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Work Phone,Job Title,Organization,Notes\n';
    const french =
      'Prénom,Nom de famille,Nom à afficher,Surnom,Première adresse électronique,Adresse électronique secondaire,Tél. professionnel,Profession,Société,Notes\n';
    for (const head of [english, french]) {
      const row =
        'M.,D.,Marie Durand,,marie.durand@chu.example,marie@ville.example,01 23 45 67 89,Infirmière,CHU,Matin\n';
      expect(read(head + row).contacts).toEqual([{ line: 2, contact: marie }]);
    }
  });

  it('with a mark, a line for the separator, tabs, empty lines and cells of several lines keep the numbers of their lines', () => {
    const { contacts, faults } = read(
      '\uFEFFsep=\t\r\nNom\tE-mail\tNote\r\nA\ta@b.example\t"un\r\ndeux"\r\n\r\nB\tb\t\r\nC\tc@b.example\r\n',
    );
    expect(contacts.map(({ line, contact }) => [line, contact.name, contact.note])).toEqual([
      [3, 'A', 'un\ndeux'],
      [7, 'C', ''],
    ]);
    expect(faults).toEqual([{ line: 6, fault: 'address-invalid', value: 'b' }]);
  });

  it('whose rows have more cells than columns, or a quotation mark that nothing closes, are not guessed at', () => {
    const { contacts, faults } = read(
      'Name,E-mail\nDurand, Marie,marie@ville.example\nA,a@b.example,,\nB,"b@b.example\nC,c@b.example\n',
    );
    expect(contacts.map(({ line, contact }) => [line, contact.name])).toEqual([[3, 'A']]);
    expect(faults.map(({ line, fault }) => [line, fault])).toEqual([
      [2, 'cells'],
      [4, 'quotes'],
    ]);
  });

  it('are refused as a whole without a column of addresses, without a row, and with too many', () => {
    expect(readCsv('')).toEqual({ refused: 'no-address-column' });
    expect(readCsv('Marie,marie@ville.example\n')).toEqual({ refused: 'no-address-column' });
    expect(readCsv('Nom;E-mail\n')).toEqual({ refused: 'no-contacts' });
    expect(readCsv(`E-mail\n${'a@b.example\n'.repeat(10_001)}`)).toEqual({ refused: 'too-many-rows' });
  });

  it('and cards are told apart by what stands in them, read as UTF-8, UTF-16 or Windows-1252, and not at all where they are too large', async () => {
    const csv = 'Prénom;Nom;E-mail\r\nHélène;Lebœuf;h@b.example\r\n';
    const windows = Uint8Array.from([...csv].map((one) => (one === 'œ' ? 0x9c : one.charCodeAt(0))));
    const utf16 = Uint8Array.from([0xff, 0xfe, ...Buffer.from(csv, 'utf16le')]);
    for (const file of [csv, windows, utf16])
      expect(await readContactFile(new Blob([file]))).toMatchObject({
        contacts: [{ line: 2, contact: { name: 'Hélène Lebœuf' } }],
      });
    const card = 'BEGIN:VCARD\r\nFN:Hélène;\r\nEMAIL:h@b.example\r\nEND:VCARD\r\n';
    expect(await readContactFile(new Blob([card]))).toMatchObject({ contacts: [{ line: 1 }] });
    const large = new Blob([new Uint8Array(5 * 1024 * 1024 + 1)]);
    expect(await readContactFile(large)).toEqual({ refused: 'too-large' });
  });
});
