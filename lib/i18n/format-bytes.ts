import type { Locale } from './locales';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/**
 * A size for people, counted in 1024s and labelled as their file manager labels it, so that the figures agree:
 * `12 Mo` in French, `12 MB` in English. A bound is rounded `down` and what exceeds it `up`, both to a tenth: neither
 * promises a byte too many nor seems to fit.
 */
export function formatBytes(
  bytes: number,
  locale: Locale,
  rounding: 'nearest' | 'down' | 'up' = 'nearest',
): string {
  let power = 0;
  // 1023.6 KB would be written 1,024 KB.
  while (power < units.length - 1 && bytes / 1024 ** power >= (power === 0 ? 1024 : 1023.5)) power += 1;
  const exact = bytes / 1024 ** power;
  const value =
    rounding === 'nearest'
      ? exact
      : (rounding === 'down' ? Math.floor(exact * 10) : Math.ceil(exact * 10)) / 10;
  return (
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: units[power] ?? 'byte',
      unitDisplay: power === 0 ? 'long' : 'short',
      maximumFractionDigits: value < 10 || rounding !== 'nearest' ? 1 : 0,
    })
      .formatToParts(value)
      // CLDR writes kB and ko for 1000 bytes; people see KB and Ko.
      .map((part) => (part.type === 'unit' && power > 0 ? capitalised(part.value) : part.value))
      .join('')
  );
}

function capitalised(unit: string): string {
  return unit.charAt(0).toUpperCase() + unit.slice(1);
}
