import type { EnvelopeListItem } from '../../envelope/wire';
import type { SearchAnswer } from '../../search/wire';
import type { TextHit } from './text-index';

/** Shows copies by their ids, those that fit the keys with values: at most fifty a question. */
export type ShowCopies = (itemIds: readonly string[]) => Promise<readonly EnvelopeListItem[]>;

const idsAtOnce = 50;
const shownAtOnce = 200;

/**
 * A page of what the server found by titles and people, and what this tab found by texts, as one list, newest first. What is exact stands alone, wherever it was found.
 * Of the texts only what belongs between the page before and the end of this one, two hundred at most. `seen`: ids of pages before; those of this one are added.
 * @param after the moment with which the page before ended; null for the first
 */
export async function mergeFound(
  page: SearchAnswer,
  inTexts: { hits: readonly TextHit[]; near: boolean },
  show: ShowCopies,
  { after, seen }: { after: string | null; seen: Set<string> },
): Promise<SearchAnswer> {
  const isServerNear = page.near || (page.items.length === 0 && after === null);
  if (inTexts.hits.length === 0 || (inTexts.near && !isServerNear)) return withoutSeen(page, seen);
  const texts = await showBetween(page, inTexts.hits, show, { after, seen });
  if (texts.length === 0) return withoutSeen(page, seen);
  const items = page.near && !inTexts.near ? [] : withoutSeen(page, seen).items;
  const inPage = new Set(items.map(({ itemId }) => itemId));
  const others = texts.filter(({ itemId }) => !inPage.has(itemId));
  for (const { itemId } of others) seen.add(itemId);
  const merged = [...items, ...others].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  return { ...page, items: merged, near: inTexts.near };
}

function withoutSeen(page: SearchAnswer, seen: Set<string>): SearchAnswer {
  const items = page.items.filter(({ itemId }) => !seen.has(itemId));
  for (const { itemId } of items) seen.add(itemId);
  return { ...page, items };
}

async function showBetween(
  page: SearchAnswer,
  hits: readonly TextHit[],
  show: ShowCopies,
  { after, seen }: { after: string | null; seen: ReadonlySet<string> },
): Promise<EnvelopeListItem[]> {
  const last = page.nextCursor === null ? null : (page.items.at(-1)?.at ?? null);
  const isHere = ({ itemId, at }: TextHit) =>
    !seen.has(itemId) && (after === null || at <= after) && (last === null || at >= last);
  const ids = hits
    .filter(isHere)
    .slice(0, shownAtOnce)
    .map(({ itemId }) => itemId);
  const shown: EnvelopeListItem[] = [];
  for (let at = 0; at < ids.length; at += idsAtOnce)
    shown.push(...(await show(ids.slice(at, at + idsAtOnce))));
  return shown;
}
