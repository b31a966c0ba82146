import { describe, expect, test } from 'vitest';
import { percentiles } from '../../../lib/statistics/percentiles';

/** As float8send writes them. */
const doubles = (...values: number[]) => {
  const bytes = new Uint8Array(values.length * 8);
  for (const [at, value] of values.entries()) new DataView(bytes.buffer).setFloat64(at * 8, value);
  return bytes;
};

describe('percentiles', () => {
  test('are those of percentile_cont: between neighbours, over all lists together', () => {
    expect(percentiles([doubles(40, 10), doubles(20), doubles(30)])).toEqual({
      count: 4,
      median: 25,
      p90: 37,
    });
    expect(percentiles([doubles(7.5)])).toEqual({ count: 1, median: 7.5, p90: 7.5 });
  });

  test('of nothing are nothing', () => {
    expect(percentiles([])).toEqual({ count: 0, median: null, p90: null });
  });

  test('read a list that lies anywhere in a larger buffer', () => {
    const buffer = new Uint8Array([1, 2, 3, ...doubles(60, 120)]);
    expect(percentiles([buffer.subarray(3)])).toEqual({ count: 2, median: 90, p90: 114 });
  });
});
