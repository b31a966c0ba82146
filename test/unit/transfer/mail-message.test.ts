import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { describe, expect, test } from 'vitest';
import { type Mail, mailPieces } from '../../../lib/transfer/mail-message';

const mail: Mail = {
  from: { address: 'anne@chu.test', name: 'Dr Anne Lefèvre' },
  to: [{ address: 'bob@cab.test', name: null }],
  cc: [],
  subject: 'Compte rendu',
  date: new Date('2026-11-30T10:20:30Z'),
  messageId: 'id@pli.test',
  text: 'Bonjour,\nà demain\n',
  html: '<p>Bonjour</p>',
  files: [],
};

async function written(of: Partial<Mail>): Promise<string> {
  let text = '';
  for await (const piece of mailPieces({ ...mail, ...of })) text += piece;
  return text;
}

const read = async (of: Partial<Mail>) =>
  PostalMime.parse(await written(of), { attachmentEncoding: 'arraybuffer' });

describe('a letter as a mail', () => {
  test('is read by another program with every part of it, byte for byte', async () => {
    const photo = randomBytes(1_000_001);
    const empty = Buffer.alloc(0);
    const plain = Buffer.from('--=_pli_0\r\nFrom: x\r\n.\r\n');
    const found = await read({
      to: [
        { address: 'bob@cab.test', name: 'Bob, "le docteur" <x@y.test>' },
        { address: 'eve@cab.test', name: null },
      ],
      cc: [{ address: 'dan@cab.test', name: '王小明' }],
      subject: `Résultats ${'très longs '.repeat(20)}🩺`,
      html: '<p>été <img src="cid:p1@pli"></p>',
      files: [
        { name: 'photo.png', mediaType: 'image/png', contentId: 'p1@pli', bytes: new Blob([photo]) },
        {
          name: 'vide.txt',
          mediaType: 'application/octet-stream',
          contentId: null,
          bytes: new Blob([empty]),
        },
        {
          name: `Compte rendu d’été ${'x'.repeat(100)}; "1".txt`,
          mediaType: 'application/octet-stream',
          contentId: null,
          bytes: new Blob([plain]),
        },
      ],
    });
    expect(found.from).toMatchObject(mail.from);
    expect(found.to).toMatchObject([
      { address: 'bob@cab.test', name: 'Bob, "le docteur" <x@y.test>' },
      { address: 'eve@cab.test' },
    ]);
    expect(found.cc).toMatchObject([{ address: 'dan@cab.test', name: '王小明' }]);
    expect(found.subject).toBe(`Résultats ${'très longs '.repeat(20)}🩺`);
    expect(new Date(found.date ?? '')).toEqual(mail.date);
    expect(found.messageId).toBe('<id@pli.test>');
    expect(found.text?.replaceAll('\r\n', '\n')).toBe(mail.text);
    expect(found.html).toContain('<p>été <img src="cid:p1@pli"></p>');
    const parts = found.attachments.map(({ content, filename, contentId, disposition }) => ({
      bytes: Buffer.from(content as ArrayBuffer), // asked for above
      filename,
      contentId,
      disposition,
    }));
    expect(parts.map(({ filename }) => filename)).toEqual([
      'photo.png',
      'vide.txt',
      `Compte rendu d’été ${'x'.repeat(100)}; "1".txt`,
    ]);
    expect([photo, empty, plain].map((bytes, at) => bytes.equals(parts[at]?.bytes ?? Buffer.of(0)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(parts.map(({ disposition }) => disposition)).toEqual(['inline', 'attachment', 'attachment']);
    expect(parts[0]?.contentId).toBe('<p1@pli>');
  });

  test('has no header that anybody wrote into a title, a name or an address, and no line too long', async () => {
    const evil = 'x\r\nBcc: spy@evil.test\r\n\r\n<script>';
    const text = await written({
      subject: evil,
      from: { address: 'a@b.test\r\nBcc: spy@evil.test', name: evil },
      to: [{ address: 'a b@c.test>,<spy@evil.test', name: evil }],
      files: [{ name: evil, mediaType: 'image/png', contentId: 'a>\r\nBcc: x', bytes: new Blob(['x']) }],
    });
    expect(text).not.toMatch(/^Bcc/im);
    expect(text.split('\r\n').every((line) => line.length <= 78 && !/[\r\n]/.test(line))).toBe(true);
    const found = await PostalMime.parse(text);
    expect(found.bcc ?? []).toEqual([]);
    expect(found.to).toHaveLength(1);
  });

  test('keeps any title and any name of a file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (name) => {
        const found = await read({
          subject: `a${name}a`,
          files: [{ name: `a${name}a`, mediaType: 'image/gif', contentId: null, bytes: new Blob(['x']) }],
        });
        expect([found.subject, found.attachments[0]?.filename]).toEqual([`a${name}a`, `a${name}a`]);
      }),
      { numRuns: 50 },
    );
  });
});
