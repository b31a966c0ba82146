import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareWithPlain } from '@/lib/letter-text/compare-with-plain';
import { parseHtml } from '@/lib/letter-text/parse-html';
import { readMarkup } from '@/lib/letter-text/read-markup';
import { writeText } from '@/lib/letter-text/write-text';

const read = (html: string) => readMarkup(parseHtml(html)).document;
const text = (html: string) =>
  writeText(read(html), { deleted: ['', ''], inserted: ['', ''], struck: ['', ''], picture: ['', ''] });

describe('what a clipboard says twice', () => {
  test.each<[string, string, string]>([
    [
      'cells and heights',
      '<table><tr><td>Sodium<td>14<td>0 signalé</table><p>10<sup>9</sup>/L',
      'Sodium\t14\t0 signalé\r\n109/L\r\n',
    ],
    ['a list', '<ol><li>trois<li>quatre</ol><ul><li>cinq</ul>', '1. trois\n2. quatre\n\u2022 cinq'],
    [
      'links, case and forms of letters',
      '<a href="https://a.test/b">Voir</a> <span style="text-transform:uppercase">ﬁn</span>',
      'Voir <https://a.test/b> FIN',
    ],
    ['invisible hyphens', 'para\u00adcétamol', 'paracétamol'],
  ])('agrees where it says the same: %s', (_, html, plain) => {
    expect(compareWithPlain(read(html), plain)).toBeNull();
  });

  test.each<[string, string, string[], string[]]>([
    ['<b>14</b><b>0 signalé</b>', '14\t0 signalé', ['14', '0'], ['140']],
    ['<p>5 mg</p>', '50 mg', ['50'], ['5']],
    ['<p>prendre</p>', 'ne pas prendre', ['ne', 'pas'], []],
    ['<p>5 mg <span>5 mg</span></p>', '5 mg', [], ['5', 'mg']],
    ['<p>1,5</p>', '1.5', ['1.5'], ['1,5']],
  ])('is told where it does not: %s beside %j', (html, plain, onlyPlain, onlyLetter) => {
    expect(compareWithPlain(read(html), plain)).toEqual({ onlyPlain, onlyLetter });
  });

  test.each(['excel', 'word', 'libreoffice', 'google-docs', 'laboratory'])(
    'a letter agrees with its own plain text: %s',
    (name) => {
      const html = readFileSync(path.join(import.meta.dirname, 'pastes', `${name}.html`), 'utf8');
      const own = text(html)
        .replace(/\^\(?([^)\s]*)\)?|_(\d)/g, '$1$2')
        .replaceAll(' | ', '\t');
      expect(compareWithPlain(read(html), own)).toBeNull();
    },
  );
});

describe('spans that only a style sheet which is not there keeps apart', () => {
  test.each([
    ['<span class="val">14</span><span class="flag">0 signalé</span>', '14 | 0 signalé\n'],
    ['<span class="c">Sodium</span><span class="c">Potassium</span>', 'Sodium Potassium\n'],
    [
      '<style>.b{font-weight:bold}</style>para<span class="b">cé</span><span class="b">tamol</span>',
      'paracétamol\n',
    ],
    ['<span class="x">para</span>cétamol', 'paracétamol\n'],
    [
      '<span class="x" style="color:black">para</span><span class="x" style="color:black">cétamol</span>',
      'paracétamol\n',
    ],
  ])('do not join, and words that are none of these stay whole: %s', (html, plain) => {
    expect(text(html)).toBe(plain);
  });
});
