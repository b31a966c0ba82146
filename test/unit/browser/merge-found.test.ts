import { describe, expect, test } from 'vitest';
import { mergeFound } from '../../../lib/browser/search-index/merge-found';
import type { EnvelopeListItem } from '../../../lib/envelope/wire';
import type { SearchAnswer } from '../../../lib/search/wire';

const at = (day: number) => `2026-11-${10 + day}T00:00:00.000Z`;
const row = (itemId: string, day: number) => ({ itemId, at: at(day) }) as EnvelopeListItem; // what a merge looks at
const hit = (itemId: string, day: number) => ({ itemId, at: at(day) });
const page = (items: EnvelopeListItem[], more: Partial<SearchAnswer> = {}): SearchAnswer => ({
  items,
  nextCursor: null,
  near: false,
  incomplete: false,
  notUnderstood: [],
  ...more,
});
const ids = ({ items }: SearchAnswer) => items.map(({ itemId }) => itemId);

/** What the server shows of copies: all of them, on their days. */
function showing(days: Record<string, number>) {
  const asked: string[][] = [];
  const show = async (items: readonly string[]) => {
    asked.push([...items]);
    return items.flatMap((itemId) => (itemId in days ? [row(itemId, days[itemId] ?? 0)] : []));
  };
  return { asked, show };
}
const first = () => ({ after: null, seen: new Set<string>() });

describe('what was found in texts', () => {
  test('stands among what was found by titles, newest first, each letter once', async () => {
    const { asked, show } = showing({ b: 2, d: 0 });
    const inTexts = { hits: [hit('c', 3), hit('b', 2), hit('d', 0)], near: false };
    const merged = await mergeFound(
      page([row('a', 4), row('c', 3), row('e', 1)]),
      { ...inTexts },
      show,
      first(),
    );
    expect(ids(merged)).toEqual(['a', 'c', 'b', 'e', 'd']);
    expect(asked).toEqual([['c', 'b', 'd']]);
  });

  test('waits for the page it belongs to, and comes once', async () => {
    const { show } = showing({ b: 3, d: 1 });
    const inTexts = { hits: [hit('b', 3), hit('d', 1)], near: false };
    const seen = new Set<string>();
    const one = await mergeFound(page([row('a', 4), row('c', 2)], { nextCursor: 'x' }), inTexts, show, {
      after: null,
      seen,
    });
    expect(ids(one)).toEqual(['a', 'b', 'c']);
    const two = await mergeFound(page([row('e', 0)]), inTexts, show, { after: at(2), seen });
    expect(ids(two)).toEqual(['d', 'e']);
  });

  test('that does not fit the keys, or is gone, is not shown', async () => {
    const merged = await mergeFound(
      page([]),
      { hits: [hit('b', 2)], near: false },
      showing({}).show,
      first(),
    );
    expect(merged).toEqual(page([]));
  });

  test('exactly stands instead of titles that are only near; nearly, beside those, and not beside exact ones', async () => {
    const { show } = showing({ b: 2 });
    const near = page([row('a', 4)], { near: true });
    const hits = [hit('b', 2)];
    expect(await mergeFound(near, { hits, near: false }, show, first())).toMatchObject({
      near: false,
      items: [{ itemId: 'b' }],
    });
    expect(ids(await mergeFound(near, { hits, near: true }, show, first()))).toEqual(['a', 'b']);
    expect(await mergeFound(page([]), { hits, near: true }, show, first())).toMatchObject({ near: true });
    expect(ids(await mergeFound(page([row('a', 4)]), { hits, near: true }, show, first()))).toEqual(['a']);
  });
});
