/** What a part has measured, by the names of the last line; null: cannot be measured here. */
export type Keys = Record<string, number | null>;

/** What was begun, ended in reverse whatever happens. */
export type Begun = (() => Promise<void>)[];

/** One part of the bench, by itself: starts what it needs, leaves nothing behind. */
export type Part = (begun: Begun) => Promise<Keys>;

/** So many digits after the point. */
export function rounded(value: number, digits = 0): number {
  return Number(value.toFixed(digits));
}
