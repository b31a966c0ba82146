import { describe, expect, test } from 'vitest';
import { fileKindOf } from '../../../lib/browser/preview/file-kind';

const octets = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const kind = (head: string, name: string) => fileKindOf(octets(head), name);

describe('what a file is', () => {
  test('is told by its bytes, whatever it is called', () => {
    const cases: [head: string, shownAs: string, format: string | null][] = [
      ['%PDF-1.7\n', 'pdf', 'PDF'],
      ['\xef\xbb\xbf%PDF-1.4\n', 'pdf', 'PDF'],
      ['\x89PNG\r\n\x1a\n....', 'picture', 'PNG'],
      ['\xff\xd8\xff\xe0', 'picture', 'JPEG'],
      ['GIF89a', 'picture', 'GIF'],
      ['RIFF\0\0\0\0WEBPVP8 ', 'picture', 'WEBP'],
      ['\0\0\0\x20ftypavif', 'picture', 'AVIF'],
      ['\0\0\0\x20ftypheic', 'none', 'HEIC'],
      ['\0\0\0\x20ftypisom', 'none', 'MP4'],
      ['II*\0', 'none', 'TIFF'],
      ['MM\0*', 'none', 'TIFF'],
      [`${'\0'.repeat(128)}DICM`, 'none', 'DICOM'],
      ['PK\x03\x04', 'none', 'ZIP'],
      ['MZ\x90\0', 'none', 'program'],
      ['\x01\x02\x03', 'none', null],
      ['Bonjour', 'text', 'text'],
      ['Caf\xe9 du matin', 'text', 'text'],
      ['\xff\xfeB\0o\0', 'text', 'text'],
      ['', 'text', 'text'],
    ];
    for (const [head, shownAs, format] of cases)
      for (const name of ['x', 'x.bin', 'x.exe'])
        expect({ head, ...kind(head, name) }).toEqual({ head, shownAs, format, claimed: null });
  });

  test('HTML, SVG and XML are text and nothing else, also where they are called something else', () => {
    for (const head of ['<!doctype html><script>', '<svg xmlns="…" onload="x">', '<?xml version="1.0"?>'])
      for (const name of ['a.html', 'a.svg', 'a.xml', 'a.pdf', 'a.png'])
        expect(kind(head, name).shownAs).toBe('text');
    expect(kind('<script>%PDF-1.7</script>', 'a.html')).toMatchObject({ shownAs: 'text' });
  });

  test('a name that says something else is known for it', () => {
    expect(kind('<html>', 'a.pdf').claimed).toBe('PDF');
    expect(kind('%PDF-1.7', 'a.JPG').claimed).toBe('JPG');
    expect(kind('MZ', 'facture.pdf')).toEqual({ shownAs: 'none', format: 'program', claimed: 'PDF' });
    expect(kind('\xff\xd8\xff', 'a.jpeg').claimed).toBeNull();
    expect(kind('PK\x03\x04', 'a.docx').claimed).toBeNull();
    expect(kind('a;b', 'constructor.__proto__').claimed).toBeNull();
    expect(kind('\x01', 'a.toString').claimed).toBeNull();
  });

  test('only text is a table, and only by its name', () => {
    expect(kind('a;b\n1;2', 'a.CSV').shownAs).toBe('table');
    expect(kind('a\tb', 'a.tsv').shownAs).toBe('table');
    expect(kind('a;b', 'a.txt').shownAs).toBe('text');
    expect(kind('%PDF-1.7', 'a.csv').shownAs).toBe('pdf');
  });
});
