import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchDocumentOf, buildBatch, placeOfOne, sidesOf } from '../../../lib/envelope-format/batch';
import { encodeInclusion, parseInclusion } from '../../../lib/envelope-format/inclusion-text';

const text = (value: string) => new TextEncoder().encode(value);
const many = (size: number) => Array.from({ length: size }, (_, index) => text(`document ${index}`));

describe('inclusion.txt', () => {
  it('is read as it is written, and in no other spelling', async () => {
    const { places } = await buildBatch(many(5));
    for (const place of places) expect(parseInclusion(encodeInclusion(place))).toEqual(place);
    const written = encodeInclusion(places[2] ?? placeOfOne);
    const others = [
      `${written}\n`,
      written.trimEnd(),
      written.replace('right', 'left'),
      written.replace(' 2 ', ' 02 '),
    ];
    for (const other of [...others, written.replace('\n', '\r\n'), '']) {
      expect(() => parseInclusion(other)).toThrow(/batch-invalid/);
    }
  });
});

describe('a batch', () => {
  it('leads from every one of its documents to the one that is signed, and from no other document', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 70 }), fc.nat(), async (size, any) => {
        const documents = many(size);
        const batch = await buildBatch(documents);
        const index = any % size;
        const place = batch.places[index] ?? placeOfOne;
        expect(await batchDocumentOf(documents[index] ?? text(''), place)).toEqual(batch.document);
        expect(await batchDocumentOf(text('another'), place)).not.toEqual(batch.document);
        expect(place.path).toHaveLength(sidesOf(place).length);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same tree as that of the transparency log', async () => {
    const { merkleRoot } = await import('../../support/proved-log');
    const { createHash } = await import('node:crypto');
    for (const size of [1, 2, 3, 7, 12, 1_000]) {
      const leaves = many(size).map((one) => createHash('sha256').update(Buffer.of(0)).update(one).digest());
      const { document } = await buildBatch(many(size));
      const root = Buffer.from(merkleRoot(leaves)).toString('hex');
      expect(new TextDecoder().decode(document)).toBe(
        `{"format":"pli-batch-1","root":"${root}","size":${size}}`,
      );
    }
  });

  it('of one document has a place that needs not be kept', async () => {
    const { document, places } = await buildBatch(many(1));
    expect(places).toEqual([placeOfOne]);
    expect(await batchDocumentOf(many(1)[0] ?? text(''), placeOfOne)).toEqual(document);
  });

  it('has 1 to 1,000 documents', async () => {
    await expect(buildBatch([])).rejects.toThrow(/batch-invalid/);
    await expect(buildBatch(many(1_001))).rejects.toThrow(/batch-invalid/);
  });
});
