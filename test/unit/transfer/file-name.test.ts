import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isLitter,
  namesFromPlaces,
  safeFileName,
  uniqueSafeFileNames,
} from '../../../lib/transfer/file-name';

describe('a file name from an envelope', () => {
  it.each([
    ['Compte rendu d’opération.pdf', 'Compte rendu d’opération.pdf'],
    ['l\'été "fini".txt', "l'été _fini_.txt"],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\evil.exe', 'C__Windows_evil.exe'],
    ['a\u0000b.txt', 'ab.txt'],
    ['facture\u202efdp.exe', 'facturefdp.exe'],
    ['\u200b\ufeff.pdf', 'pdf'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['name. . .', 'name'],
    ['con .', '_con'],
    ['con .txt', '_con .txt'],
    ['Nul.tar.gz', '_Nul.tar.gz'],
    ['COM¹', '_COM¹'],
    ['lpt³.log', '_lpt³.log'],
    ['AUX:', 'AUX_'],
    ['CONIN$', '_CONIN$'],
    ['clock$.txt', '_clock$.txt'],
    ['con\u200b.txt', '_con.txt'],
    ['console.txt', 'console.txt'],
    ['COM10', 'COM10'],
    ['می\u200cخواهم.pdf', 'می\u200cخواهم.pdf'],
    ['क्\u200dष.pdf', 'क्\u200dष.pdf'],
    ['👩\u200d⚕\ufe0f.png', '👩\u200d⚕\ufe0f.png'],
    ['👩🏽\u200d⚕\ufe0f.png', '👩🏽\u200d⚕\ufe0f.png'],
    ['fac\u200dture.pdf', 'facture.pdf'],
    ['م\u200c.pdf', 'م.pdf'],
    ['', 'file'],
    ['a\r\nb.txt', 'ab.txt'],
    ['e\u0301.txt', 'é.txt'],
  ])('%j is saved as %j', (name, expected) => expect(safeFileName(name)).toBe(expected));

  it('ends in no dot or blank after it was shortened', () => {
    for (const odd of ['.', ' ', '. ', ' .', '.\u200d']) {
      for (let letters = 190; letters < 205; letters += 1) {
        expect(safeFileName(`${'a'.repeat(letters)}${odd.repeat(8)}${'b'.repeat(40)}`)).not.toMatch(
          /[. \u200d]$/,
        );
        expect(safeFileName(`${'a'.repeat(letters)}${odd.repeat(8)}${'b'.repeat(40)}.pdf`)).toMatch(
          /[ab]\.pdf$/,
        );
      }
    }
  });

  it('keeps its extension when it is too long', () => {
    const name = safeFileName(`${'é'.repeat(400)}.pdf`);
    expect(name.endsWith('é.pdf')).toBe(true);
    expect(new TextEncoder().encode(name).byteLength).toBeLessThanOrEqual(200);
  });

  it('is never a path, never invisible, never too long, whatever was dropped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const safe = safeFileName(name);
        expect(safe.replace(/[\u200c\u200d]/g, '')).not.toMatch(/[\\/:*?"<>|\p{Cc}\p{Cf}]/u);
        expect(safe).not.toMatch(/^\.|[. ]$/);
        expect(safe).not.toMatch(/^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)/i);
        expect(safeFileName(safe)).toBe(safe);
        expect(safe.length).toBeGreaterThan(0);
        expect(new TextEncoder().encode(safe).byteLength).toBeLessThanOrEqual(201);
      }),
    );
  });

  it('differs from every other of the same envelope, whatever its case', () => {
    expect(uniqueSafeFileNames(['a.pdf', 'A.pdf', 'a.pdf', 'b'])).toEqual([
      'a.pdf',
      'A (2).pdf',
      'a (3).pdf',
      'b',
    ]);
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'A', 'a (2)', '../a', 'b.txt', 'B.TXT', '')), (names) => {
        const unique = uniqueSafeFileNames(names).map((name) => name.toLowerCase());
        expect(new Set(unique).size).toBe(names.length);
      }),
    );
  });
});

describe('files of one name', () => {
  it('show as much of their folders as tells them apart', () => {
    expect(
      namesFromPlaces(['IRM/image.png', 'scanner/Image.png', 'notes.txt', 'a/x/coupe.dcm', 'b/x/coupe.dcm']),
    ).toEqual([
      'IRM - image.png',
      'scanner - Image.png',
      'notes.txt',
      'a - x - coupe.dcm',
      'b - x - coupe.dcm',
    ]);
    expect(namesFromPlaces(['lettre.pdf', 'lettre.pdf', 'vieux\\lettre.pdf'])).toEqual([
      'lettre.pdf',
      'lettre.pdf',
      'vieux - lettre.pdf',
    ]);
  });
});

describe('litter', () => {
  it.each([
    '.DS_Store',
    'Thumbs.db',
    'thumbs.DB',
    'desktop.ini',
    '~$Compte rendu.docx',
    '._image.png',
    '.~lock.a.odt#',
  ])('%s is nothing to send', (name) => expect(isLitter(name)).toBe(true));
  it.each(['Thumbs.db.pdf', 'DS_Store', '~compte rendu.docx', 'desktop.ini.txt', '.htaccess'])(
    '%s is a file like any other',
    (name) => expect(isLitter(name)).toBe(false),
  );
});
