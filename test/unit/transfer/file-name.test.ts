import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName, uniqueSafeFileNames } from '../../../lib/transfer/file-name';

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
    ['', 'file'],
    ['a\r\nb.txt', 'ab.txt'],
    ['e\u0301.txt', 'é.txt'],
  ])('%j is saved as %j', (name, expected) => expect(safeFileName(name)).toBe(expected));

  it('keeps its extension when it is too long', () => {
    const name = safeFileName(`${'é'.repeat(400)}.pdf`);
    expect(name.endsWith('é.pdf')).toBe(true);
    expect(new TextEncoder().encode(name).byteLength).toBeLessThanOrEqual(200);
  });

  it('is never a path, never invisible, never too long, whatever was dropped', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const safe = safeFileName(name);
        expect(safe).not.toMatch(/[\\/:*?"<>|\p{Cc}\p{Cf}]/u);
        expect(safe).not.toMatch(/^\.|[. ]$/);
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
