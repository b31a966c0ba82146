import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../../../lib/browser/preview/decode-text';
import { frameDocument } from '../../../lib/browser/preview/frame-document';
import { frameEventOf } from '../../../lib/browser/preview/frame-messages';
import { pixelsOf } from '../../../lib/browser/preview/picture-size';
import { previewLimits } from '../../../lib/browser/preview/preview-limits';
import { readTable } from '../../../lib/browser/preview/read-table';

const bytes = (...octets: number[]) => Uint8Array.from(octets);
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('a text is read', () => {
  test('as UTF-8, as UTF-16 by its mark, or as Windows-1252 where it is neither', () => {
    expect(decodeText(utf8('\ufeffété'), 7)).toEqual({ text: 'été', encoding: 'UTF-8', isCut: false });
    expect(decodeText(bytes(0xff, 0xfe, 0xe9, 0), 4)).toMatchObject({ text: 'é', encoding: 'UTF-16' });
    expect(decodeText(bytes(0xfe, 0xff, 0, 0xe9), 4)).toMatchObject({ text: 'é', encoding: 'UTF-16' });
    expect(decodeText(bytes(0xe9, 0x80), 2)).toMatchObject({ text: 'é€', encoding: 'Windows-1252' });
  });

  test('without the character that the cut divides', () => {
    expect(decodeText(utf8('aé').subarray(0, 2), 3)).toEqual({ text: 'a', encoding: 'UTF-8', isCut: true });
  });
});

describe('a table is read', () => {
  test('with the sign that parts its columns, with quotation marks and lines inside of cells', () => {
    for (const sign of [';', ',', '\t'])
      expect(readTable(`nom${sign}note\r\n"a${sign}b"${sign}"dit ""oui""\nlà"\r\n`, false)).toMatchObject({
        rows: [
          ['nom', 'note'],
          [`a${sign}b`, 'dit "oui"\nlà'],
        ],
        moreRows: false,
        columns: 2,
        isDoubtful: false,
      });
  });

  test('as text only: no cell becomes a number, a formula or anything else', () => {
    const { rows } = readTable('a;b\n=1+1;007\n<b>x</b>;__proto__\n', false);
    expect(rows.slice(1)).toEqual([
      ['=1+1', '007'],
      ['<b>x</b>', '__proto__'],
    ]);
  });

  test('up to a bound, and what is left out is said', () => {
    const many = Array.from({ length: previewLimits.tableRowsMax + 5 }, (_, n) => `${n};x`).join('\n');
    expect(readTable(many, false).rows).toHaveLength(previewLimits.tableRowsMax);
    expect(readTable(many, false).moreRows).toBe(true);
    const exact = many.split('\n').slice(0, previewLimits.tableRowsMax).join('\n');
    expect(readTable(exact, false)).toMatchObject({ moreRows: false });
    const wide = readTable(`${'x;'.repeat(300)}x\n`, false);
    expect([wide.columns, wide.rows[0]?.length]).toEqual([301, previewLimits.tableColumnsMax]);
    const long = readTable(`a;b\n${'y'.repeat(5_000)};c\n`, false);
    expect([long.cutCells, long.rows[1]?.[0]?.length]).toEqual([true, 2_001]);
  });

  test('without the row that the cut divides, and says where a quotation mark is never closed', () => {
    expect(readTable('a;b\n1;2\n3;', true)).toMatchObject({
      rows: [
        ['a', 'b'],
        ['1', '2'],
      ],
      moreRows: true,
    });
    expect(readTable('a;b\n"1;2\n3;4\n', false).isDoubtful).toBe(true);
  });

  test('whatever the text is', () => {
    // any unit of UTF-16, also half of a pair, and often what parts cells and lines
    const unit = fc.oneof(
      fc.nat(0xffff).map((code) => String.fromCharCode(code)),
      fc.constantFrom(...';,\t|"\r\n'),
    );
    fc.assert(
      fc.property(fc.array(unit), fc.boolean(), (units, isCut) => {
        readTable(units.join(''), isCut);
      }),
    );
  });
});

describe('the size of a picture is known before it is decoded', () => {
  test('of every kind that is shown', () => {
    const at = (length: number, place: number, ...octets: number[]) => {
      const made = new Uint8Array(length);
      made.set(octets, place);
      return made;
    };
    const text = (made: Uint8Array<ArrayBuffer>, place: number, word: string) => {
      made.set(utf8(word), place);
      return made;
    };
    expect(pixelsOf(text(at(24, 16, 0, 0, 1, 0, 0, 0, 0, 2), 1, 'PNG'))).toBe(512);
    expect(pixelsOf(text(at(10, 6, 0, 1, 2, 0), 0, 'GIF89a'))).toBe(512);
    // a segment before the frame header, as a photo has them
    expect(
      pixelsOf(bytes(0xff, 0xd8, 0xff, 0xe1, 0, 4, 1, 2, 0xff, 0xc0, 0, 17, 8, 0, 2, 1, 0, 3, 0, 0)),
    ).toBe(512);
    expect(pixelsOf(text(text(text(at(30, 24, 255, 0, 0, 1, 0, 0), 0, 'RIFF'), 8, 'WEBP'), 12, 'VP8X'))).toBe(
      512,
    );
    expect(pixelsOf(text(text(at(40, 24, 0, 0, 1, 0, 0, 0, 0, 2), 4, 'ftypavif'), 16, 'ispe'))).toBe(512);
  });

  test('or it is unknown, whatever the bytes are', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('', '\xff\xd8', 'GIF89a', 'RIFF'),
        (rest, begin) => {
          const made = Uint8Array.from([...begin].map((one) => one.charCodeAt(0)).concat([...rest]));
          const pixels = pixelsOf(made);
          expect(pixels === null || pixels >= 0).toBe(true);
        },
      ),
    );
  });
});

describe('the frame that shows a file', () => {
  test('is believed no message of another shape', () => {
    for (const said of [
      null,
      'ready',
      {},
      { type: 'save' },
      { type: 'at', page: 1, pages: '9', percent: 1 },
      { type: 'at', page: -1, pages: 1, percent: 1 },
      { type: 'need', id: 1, kind: 'url', name: 'x' },
      { type: 'key', key: 7 },
    ])
      expect(frameEventOf(said)).toBeNull();
    expect(frameEventOf({ type: 'failed', reason: '<b>' })).toEqual({ type: 'failed', reason: 'damaged' });
    expect(frameEventOf({ type: 'at', page: 1, pages: 2, percent: 90, reduced: 1, html: '<b>' })).toEqual({
      type: 'at',
      page: 1,
      pages: 2,
      percent: 90,
      reduced: false,
    });
  });

  test('has a policy that lets nothing in, and a title that ends no element', () => {
    const made = frameDocument({
      program: 'const a = "</script><p>";',
      nonce: 'n',
      scheme: 'dark',
      language: 'fr',
      title: '</title><script>x</script>',
    });
    expect(made).toContain("default-src 'none'; script-src 'nonce-n' 'wasm-unsafe-eval'; worker-src blob:;");
    expect(made).not.toMatch(/connect-src|unsafe-eval'(?<!wasm-unsafe-eval')|https?:/);
    expect(made.match(/<script/g)).toHaveLength(1);
    expect(made.match(/<\/script/g)).toHaveLength(1);
  });
});
