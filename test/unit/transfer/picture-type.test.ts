import { describe, expect, it } from 'vitest';
import { pictureTypeOf } from '../../../lib/transfer/picture-type';

const octets = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('what a picture really is', () => {
  it.each([
    ['image/png', '\x89PNG\r\n\x1a\nIHDR'],
    ['image/jpeg', '\xff\xd8\xff\xe0\0\x10JFIF\0'],
    ['image/gif', 'GIF89a\x02\0\x02\0\0\0'],
    ['image/gif', 'GIF87a\x02\0\x02\0\0\0'],
    ['image/webp', 'RIFF\x24\0\0\0WEBPVP8 '],
  ])('is %s by its first bytes', (type, head) => expect(pictureTypeOf(octets(head))).toBe(type));

  it.each([
    ['nothing', ''],
    ['a beginning that is cut', '\x89PNG'],
    ['a WEBP that ends before it says so', 'RIFF\x24\0\0\0WEB'],
    ['another RIFF', 'RIFF\x24\0\0\0WAVEfmt '],
    ['a drawing with a script', '<svg xmlns="http://www.w3.org/2000/svg">'],
    ['a page', '<!doctype html><script>'],
    ['a PNG that begins late', '\n\x89PNG\r\n\x1a\n'],
  ])('is none for %s', (_, head) => expect(pictureTypeOf(octets(head))).toBeNull());
});
