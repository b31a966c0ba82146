import { describe, expect, it } from 'vitest';
import { parseDraftContent } from '../../../lib/browser/compose/draft-content';
import { plainMarks } from '../../../lib/envelope-format/manifest-2';

const text = {
  fromAddress: 'anne@hopital.test',
  to: [{ address: 'bob@exemple.test' }],
  cc: [],
  bcc: [],
  title: 'Compte rendu',
  html: '<p>Bonjour</p>',
  expiresInDays: 90,
};
const segment = { index: 0, sha256: 'a'.repeat(64), ciphertextBytes: 100 };
const file = {
  partId: '01900000-0000-7000-8000-000000000001',
  name: 'irm.zip',
  mediaType: 'application/zip',
  bytes: 20,
  lastModified: 1,
};

describe('a draft that a page from before saved', () => {
  const parse = (plaintextSha256: string | null) =>
    parseDraftContent(
      JSON.stringify({
        format: 'pli-draft-1',
        ...text,
        attachments: [{ ...file, plaintextSha256, segments: [{ ...segment, prefixSha256: 'b'.repeat(64) }] }],
      }),
    );

  it('keeps its text, and the files that were stored whole', () => {
    const content = parse('c'.repeat(64));
    expect(content).toMatchObject({ format: 'pli-draft-2', ...text });
    expect(content.attachments[0]).toMatchObject({ ...file, wrappedKey: null });
    expect(content.attachments[0]?.segments).toEqual([{ ...segment, plaintextSha256: null }]);
  });

  it('asks again for one that was not: what was stored of it proves nothing any more', () => {
    expect(parse(null).attachments[0]?.segments).toEqual([]);
  });
});

describe('a draft of today', () => {
  it('is read as it was saved', () => {
    const content = {
      format: 'pli-draft-2',
      ...text,
      marks: { ...plainMarks, importance: 'high', noReply: true },
      attachments: [
        {
          ...file,
          plaintextSha256: null,
          wrappedKey: '0'.repeat(80),
          contentId: null,
          segments: [{ ...segment, plaintextSha256: 'd'.repeat(64) }],
        },
      ],
    };
    expect(parseDraftContent(JSON.stringify(content))).toEqual(content);
  });

  it.each(['pli-draft-1', 'pli-draft-2'])('opens (%s) with marks that came or went', (format) => {
    const marksOf = (marks: object) =>
      parseDraftContent(JSON.stringify({ format, ...text, marks, attachments: [] })).marks;
    const one = { ...plainMarks, noReply: true };
    expect(marksOf({ ...one, ofLater: true }), 'a mark that this page does not know').toEqual(one);
    expect(marksOf({ noReply: true }), 'of a page that knew one mark only').toEqual(one);
  });

  it('of a later page is no draft of this one', () => {
    expect(() => parseDraftContent(JSON.stringify({ format: 'pli-draft-3', ...text }))).toThrow();
  });
});
