import type { EnvelopeListItem } from '../../envelope/answers';
import type { ListEnvelopesQuery } from '../../envelope/wire';
import type { FiledItem } from './filed-items';
import type { LiveRow } from './live-mailboxes';

type Box = ListEnvelopesQuery['box'];

/** What a list is made of. */
export type ListParts = {
  box: Box;
  /** The one mailbox it shows; null for all. */
  mailboxId: string | null;
  /** As the server gave them, newest first. */
  items: readonly EnvelopeListItem[];
  /** Whether more, older ones, can be asked for. */
  hasOlder: boolean;
  live: ReadonlyMap<string, LiveRow>;
  filed: ReadonlyMap<string, FiledItem>;
  /** Ids of the rows that the person has seen in this list. */
  seen: ReadonlySet<string>;
};

/**
 * The rows of a list as they stand: of each copy the newest word counts, by its change number, be it of the list, the stream or what this
 * window filed. What comes in above a row that is seen waits, because it would push that row away; what this window filed does not.
 */
export function mergeList(parts: ListParts): { shown: EnvelopeListItem[]; waiting: EnvelopeListItem[] } {
  const { box, mailboxId, items, hasOlder, live, filed, seen } = parts;
  const given = new Set(items.map(({ itemId }) => itemId));
  const last = items.at(-1);
  const others = [...live].flatMap(([itemId, { item }]): EnvelopeListItem[] => {
    if (item === null || given.has(itemId)) return [];
    if (mailboxId !== null && item.mailboxId !== mailboxId) return [];
    return hasOlder && last && isNewer(last, item) ? [] : [item];
  });
  const rows = [...items, ...others]
    .flatMap((item) => standing(box, item, live.get(item.itemId), filed.get(item.itemId), given))
    .sort((a, b) => (isNewer(a, b) ? -1 : 1));
  const lastSeen = rows.findLastIndex(({ itemId }) => seen.has(itemId));
  const waits = ({ itemId }: EnvelopeListItem, at: number) =>
    at < lastSeen && !seen.has(itemId) && !filed.has(itemId);
  return { shown: rows.filter((row, at) => !waits(row, at)), waiting: rows.filter(waits) };
}

/** The row as it is now, where it still lies in this box. */
function standing(
  box: Box,
  given: EnvelopeListItem,
  live: LiveRow | undefined,
  filed: FiledItem | undefined,
  ofList: ReadonlySet<string>,
): EnvelopeListItem[] {
  let item = given;
  let folder: Box | null = box;
  if (
    live &&
    (!ofList.has(given.itemId) || live.item === null || live.item.changeNumber > given.changeNumber)
  ) {
    item = live.item ?? given;
    folder = live.folder;
  }
  if (filed && filed.changeNumber > item.changeNumber) {
    const home = item.reference === null ? 'sent' : 'inbox';
    folder = filed.folder === 'home' ? home : filed.folder;
    const readAt = filed.read ? (item.readAt ?? item.at) : null;
    item = { ...item, starred: filed.starred, readAt };
  }
  return folder === box ? [item] : [];
}

function isNewer(a: EnvelopeListItem, b: EnvelopeListItem): boolean {
  return a.at > b.at || (a.at === b.at && a.itemId > b.itemId);
}
