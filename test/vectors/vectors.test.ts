import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatErrorCodes } from '../../lib/envelope-format/format-error';
import { timestampErrorCodes } from '../../lib/timestamp/timestamp-error';
import { runVector, type Vector } from './vector';

const vectors = ['v1', 'v2'].flatMap((version) => {
  const dir = path.join(import.meta.dirname, version);
  return readdirSync(dir).map((file) => ({
    file: `${version}/${file}`,
    // Written by generate.ts in this shape; a wrong one fails its test.
    vector: JSON.parse(readFileSync(path.join(dir, file), 'utf8')) as Vector,
  }));
});

describe('the readers say of every vector what it expects', () => {
  it.each(vectors)('$file: $vector.description', async ({ vector }) => {
    expect(await runVector(vector)).toEqual(vector.expect);
  });

  it('every refusal has a vector', () => {
    const expected = new Set(
      vectors.flatMap(({ vector }) => JSON.stringify(vector.expect).match(/[a-z]+(-[a-z]+)+/g) ?? []),
    );
    // Only a request knows its nonce: that refusal belongs to receipt (test/unit/timestamp), not to reading.
    const readers = [...formatErrorCodes, ...timestampErrorCodes].filter(
      (code) => code !== 'timestamp-nonce',
    );
    expect(readers.filter((code) => !expected.has(code))).toEqual([]);
  });
});
