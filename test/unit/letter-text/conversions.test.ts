import { describe, expect, test } from 'vitest';
import { htmlToText } from '@/lib/command/html-to-text';
import { textToHtml } from '@/lib/command/letter';

const read = (html: string) => htmlToText(html, 'en').trim();

describe('what would change a dose', () => {
  test.each([
    ['<table><tr><td>Sodium</td><td>14</td><td>0 signalé</td></tr></table>', 'Sodium | 14 | 0 signalé'],
    ['10<sup>9</sup>/L', '10^9/L'],
    ['10<sup>9</sup>5', '10^(9)5'],
    ['10<sup>-3</sup> mol', '10^-3 mol'],
    ['<del>5 mg</del> 50 mg', '[deleted: 5 mg] 50 mg'],
    ['<s>5 mg</s> <ins>50 mg</ins>', '[struck out: 5 mg] [added: 50 mg]'],
    ['5 <font face="Symbol">m</font>g', '5 μg'],
    ['5 <span style="font-family:Symbol">\uf06d</span>g, <font face=Wingdings>þ</font>', '5 μg, ☑'],
    [
      '<span style="font-family:Webdings">a</span>',
      '\ufffd\n\n[The message also held what is not shown here: 1 sign of a symbol font.]',
    ],
    ['<span style="display:table-cell">14</span><span style="display:table-cell">0</span>', '14 | 0'],
    ['<input value=14><input value=0>', '14 | 0'],
    ['<div style="display:flex"><b>14</b><b>0</b></div>', '14 | 0'],
    ['<style>.x{text-decoration:line-through}</style><p class=x>5 mg</p>', '[struck out: 5 mg]'],
    ['<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> mg', '(1)/(2) mg'],
    ['<ol start=3><li>a<li value=7>b</ol>', '3. a\n\n7. b'],
    ['1\u2028000 et 1\u0085000', '1\n000 et 1\n000'],
    ['5\u00010 mg', '5\ufffd0 mg'],
    ['5\u00000 mg', '5\ufffd0 mg'],
    ['\u202e05\u202c mg', '05 mg'],
    ['<ruby>5<rt>cinq</rt></ruby> mg', '5(cinq) mg'],
  ])('%s', (html, text) => expect(read(html)).toBe(text));

  test('plain text keeps lines, blanks and columns', () => {
    expect(read(textToHtml('Sodium\t14\t0 signalé\nK\t3\t9\n\n\nfin  ici\n\tretrait'))).toBe(
      'Sodium | 14 | 0 signalé\nK | 3 | 9\n\n\nfin  ici\n    retrait',
    );
    expect(read(textToHtml('1\t000'))).toBe('1    000');
  });
});
