import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../../lib/command/csv';

const columns = ['id', 'to', 'subject', 'body', 'files'];
const values = (text: string) => parseCsv(text, columns).map((row) => row.values);

describe('a table as CSV', () => {
  test('quotes hold separators, line breaks and doubled quotes', () => {
    expect(values('id,body\n1,"a, ""b""\r\nc"\n2,plain\n')).toEqual([
      { id: '1', body: 'a, "b"\r\nc' },
      { id: '2', body: 'plain' },
    ]);
  });

  test('a byte order mark, CRLF and no line break at the end change nothing', () => {
    expect(values('\ufeffid,to\r\n1,a@b.example\r\n2,')).toEqual([
      { id: '1', to: 'a@b.example' },
      { id: '2', to: '' },
    ]);
  });

  test('semicolons (as Excel writes in France) and tabs separate where the header uses them', () => {
    expect(values('id;files\n1;"a.pdf;b.pdf"')).toEqual([{ id: '1', files: 'a.pdf;b.pdf' }]);
    expect(values('id\tto\n1\ta,b')).toEqual([{ id: '1', to: 'a,b' }]);
  });

  test('a first line that names the separator, as Excel writes it, is no header', () => {
    expect(parseCsv('\ufeffsep=;\r\nid;to\r\n1;a,b\r\n', columns)).toEqual([
      { line: 3, values: { id: '1', to: 'a,b' } },
    ]);
  });

  test('a column that must be there and is not is named, with the line of the header', () => {
    expect(() => parseCsv('id,to\n1,a', columns, ['subject'])).toThrow(
      'Line 1: the column "subject" is missing',
    );
  });

  test('says the line of a letter, also behind one of several lines', () => {
    expect(parseCsv('id,body\n1,"a\nb"\n\n2,c', columns).map(({ line }) => line)).toEqual([2, 5]);
  });

  test.each([
    ['id,body\n1,"open', 'Line 2: a quote is opened'],
    ['id,body\n1,"a"b', 'Line 2: something stands behind'],
    ['id,body\n1,"a\nb\nc"d', 'Line 4: something stands behind'],
    ['id,body\n1', 'Line 2 has 1 columns'],
    ['id,body\n1,a,b', 'Line 2 has 3 columns'],
    ['id,colour\n1,a', 'Line 1: unknown column "colour"'],
    ['sep=;\r\nid;colour\r\n1;a', 'Line 2: unknown column "colour"'],
    ['id,ID\n1,a', 'Line 1: the column "id" stands there twice'],
    ['', 'empty'],
  ])('%j is refused in words', (text, words) => {
    expect(() => parseCsv(text, columns)).toThrow(words);
  });
});
