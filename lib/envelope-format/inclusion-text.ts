import { type BatchPlace, sidesOf } from './batch';
import { FormatError } from './format-error';

/**
 * A place in a batch as a file that a shell can follow: a first line `pli-batch-1 <index> <size>`, then from below a line for each
 * hash beside the way up, `left <hex>` or `right <hex>`.
 */
export function encodeInclusion(place: BatchPlace): string {
  const sides = sidesOf(place);
  const lines = place.path.map((hash, level) => `${sides[level]} ${hash}\n`);
  return `${place.format} ${place.index} ${place.size}\n${lines.join('')}`;
}

/**
 * Reads exactly what `encodeInclusion` writes.
 * @throws FormatError `batch-invalid`
 */
export function parseInclusion(text: string): BatchPlace {
  const [, format = '', index, size] =
    /^(pli-batch-[1-9]\d{0,3}) (0|[1-9]\d{0,3}) ([1-9]\d{0,3})\n/.exec(text) ?? [];
  const path = Array.from(text.matchAll(/^(?:left|right) ([0-9a-f]{64})$/gm), ([, hash = '']) => hash);
  const place = { format, index: Number(index), size: Number(size), path };
  if (format === '' || encodeInclusion(place) !== text)
    throw new FormatError('batch-invalid', 'no inclusion.txt');
  return place;
}
