import type { EnvelopeListItem } from '../../envelope/answers';
import type { ListEnvelopesQuery } from '../../envelope/wire';
import type { FiledItem } from './filed-items';
import type { LiveRow } from './live-mailboxes';

type Box = ListEnvelopesQuery['box'] | 'search';

/** What a list is made of. */
export type ListParts = {
  box: Box;
  /** Which folder, where the box is one. */
  folderId?: string | undefined;
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
  const { box, folderId, mailboxId, items, hasOlder, live, filed, seen } = parts;
  const given = new Set(items.map(({ itemId }) => itemId));
  const last = items.at(-1);
  const others = [...live].flatMap(([itemId, { item }]): EnvelopeListItem[] => {
    // what is found is what was found
    if (item === null || given.has(itemId) || box === 'search') return [];
    if (mailboxId !== null && item.mailboxId !== mailboxId) return [];
    return hasOlder && last && isNewer(last, item) ? [] : [item];
  });
  const rows = [...items, ...others]
    .flatMap((item) =>
      standing({ box, folderId }, item, live.get(item.itemId), filed.get(item.itemId), given),
    )
    .sort((a, b) => (isNewer(a, b) ? -1 : 1));
  const lastSeen = rows.findLastIndex(({ itemId }) => seen.has(itemId));
  const waits = ({ itemId }: EnvelopeListItem, at: number) =>
    at < lastSeen && !seen.has(itemId) && !filed.has(itemId);
  return { shown: rows.filter((row, at) => !waits(row, at)), waiting: rows.filter(waits) };
}

type Place = Pick<ListParts, 'box' | 'folderId'>;
/** Where a copy is said to lie; null: where the list says it does. */
type Lies = { folder: LiveRow['folder'] | 'removed'; folderId: string | null } | null;

/** The row as it is now, where it still lies in this place. */
function standing(
  place: Place,
  given: EnvelopeListItem,
  live: LiveRow | undefined,
  filed: FiledItem | undefined,
  ofList: ReadonlySet<string>,
): EnvelopeListItem[] {
  let item = given;
  let lies: Lies = null;
  if (
    live &&
    (!ofList.has(given.itemId) || live.item === null || live.item.changeNumber > given.changeNumber)
  ) {
    item = live.item ?? given;
    lies = { folder: live.folder, folderId: live.folderId ?? null };
  }
  if (filed && filed.changeNumber > item.changeNumber) {
    const { starred, laterUntil, folderId } = filed;
    const home = item.reference === null ? 'sent' : 'inbox';
    lies = { folder: filed.folder === 'home' ? home : filed.folder, folderId };
    item = { ...item, starred, laterUntil, readAt: filed.read ? (item.readAt ?? item.at) : null };
  }
  return liesIn(place, lies) ? [item] : [];
}

function liesIn({ box, folderId }: Place, lies: Lies): boolean {
  if (lies === null) return true;
  if (box === 'search') return lies.folder !== null && lies.folder !== 'trash' && lies.folder !== 'removed';
  if (box === 'folder') return lies.folder === 'own' && lies.folderId === folderId;
  return lies.folder === box;
}

function isNewer(a: EnvelopeListItem, b: EnvelopeListItem): boolean {
  return a.at > b.at || (a.at === b.at && a.itemId > b.itemId);
}
