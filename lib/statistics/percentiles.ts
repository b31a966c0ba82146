const doubleBytes = 8;

/**
 * Median and 90th percentile, interpolated between neighbours as percentile_cont of SQL does; null where there is nothing.
 * @param lists doubles, eight bytes each, big-endian, as float8send of Postgres writes them
 */
export function percentiles(lists: readonly Uint8Array[]): {
  count: number;
  median: number | null;
  p90: number | null;
} {
  const values = new Float64Array(lists.reduce((sum, { length }) => sum + length / doubleBytes, 0));
  let filled = 0;
  for (const list of lists) {
    const view = new DataView(list.buffer, list.byteOffset, list.length);
    for (let at = 0; at < list.length; at += doubleBytes) values[filled++] = view.getFloat64(at);
  }
  values.sort();
  return { count: filled, median: continuous(values, 0.5), p90: continuous(values, 0.9) };
}

function continuous(sorted: Float64Array, fraction: number): number | null {
  const place = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (place - Math.floor(place));
}
