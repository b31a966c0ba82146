import { foldedForSearch, searchWords } from './search-words';
import { startOfDay } from './start-of-day';

/** What a person looks for. */
export type Search = {
  /** Each must be there, in the title or among the people. */
  words: string[];
  /** Each must be in the name or address of who sent it; only what was received. */
  from: string[];
  /** Each must be in the name or address of one to whom it was sent; only what was sent. */
  to: string[];
  hasFiles: boolean;
  read: boolean | null;
  starred: boolean;
  /** Only there; everywhere but in the trash where it is null. */
  folder: 'inbox' | 'sent' | 'archive' | 'trash' | null;
  /** From this moment on. */
  after: Date | null;
  /** Until before this moment. */
  before: Date | null;
  /** Parts with a known key and a value that it does not know, as typed: said to the person, and not looked for. */
  notUnderstood: string[];
};

type Key = 'from' | 'to' | 'has' | 'in' | 'is' | 'before' | 'after';
const keys = new Map<string, Key>(
  Object.entries({
    from: 'from',
    de: 'from',
    to: 'to',
    a: 'to',
    has: 'has',
    avec: 'has',
    in: 'in',
    dans: 'in',
    is: 'is',
    est: 'is',
    before: 'before',
    avant: 'before',
    after: 'after',
    apres: 'after',
    depuis: 'after',
  }),
);
const folders = new Map<string, NonNullable<Search['folder']>>(
  Object.entries({
    inbox: 'inbox',
    reception: 'inbox',
    sent: 'sent',
    envoyes: 'sent',
    envoye: 'sent',
    archive: 'archive',
    archives: 'archive',
    trash: 'trash',
    corbeille: 'trash',
  }),
);
const states = new Map<string, Partial<Search>>(
  Object.entries({
    unread: { read: false },
    'non-lu': { read: false },
    nonlu: { read: false },
    'non-lus': { read: false },
    read: { read: true },
    lu: { read: true },
    lus: { read: true },
    starred: { starred: true },
    etoile: { starred: true },
    etoiles: { starred: true },
  }),
);
const files = new Set(['file', 'files', 'fichier', 'fichiers', 'attachment', 'attachments', 'pj']);

/**
 * Reads what was typed into the search field: words, and keys with values, in French or English (`de:`, `à:`, `avec:fichier`, `dans:`,
 * `avant:`, `après:`, `non-lu`); quotes hold a value of several words together. What has no known key is words, so that nothing that was typed is
 * passed over. Days are those of `timeZone` (IANA); `now` says which year a day without one means.
 */
export function parseSearch(text: string, { timeZone, now }: { timeZone: string; now: Date }): Search {
  const search: Search = {
    words: [],
    from: [],
    to: [],
    hasFiles: false,
    read: null,
    starred: false,
    folder: null,
    after: null,
    before: null,
    notUnderstood: [],
  };
  for (const part of partsOf(text)) take(search, part, timeZone, now);
  for (const list of ['words', 'from', 'to'] as const) search[list] = [...new Set(search[list])];
  return search;
}

/** What was typed in two: the words that are looked for, and the keys with values as they were typed, which `parseSearch` reads without a word. */
export function splitSearch(text: string): { words: string[]; keyed: string } {
  const now = new Date(0);
  const parts = partsOf(text).map(({ raw }) => ({
    raw,
    words: parseSearch(raw, { timeZone: 'UTC', now }).words,
  }));
  return {
    words: [...new Set(parts.flatMap(({ words }) => words))],
    keyed: parts
      .filter(({ words }) => words.length === 0)
      .map(({ raw }) => raw)
      .join(' '),
  };
}

/** Whether anything is looked for at all. */
export function isEmptySearch({ words, from, to, ...search }: Search): boolean {
  if (words.length + from.length + to.length > 0) return false;
  return (
    !search.hasFiles &&
    search.read === null &&
    !search.starred &&
    !search.folder &&
    !search.after &&
    !search.before
  );
}

type Part = { raw: string; key: string | null; value: string };

function partsOf(text: string): Part[] {
  return [...text.matchAll(/(?:([\p{L}]+):)?(?:"([^"]*)"?|([^\s"]+))/gu)].map(
    ([raw, key, quoted, plain]) => ({
      raw,
      key: key ?? null,
      value: quoted ?? plain ?? '',
    }),
  );
}

function take(search: Search, { raw, key, value }: Part, timeZone: string, now: Date): void {
  const known = key === null ? null : keys.get(foldedForSearch(key));
  const named = foldedForSearch(value);
  switch (known) {
    case 'from':
    case 'to':
      search[known].push(...searchWords(value));
      return;
    case 'has':
      if (!files.has(named)) search.notUnderstood.push(raw);
      else search.hasFiles = true;
      return;
    case 'in':
      search.folder = folders.get(named) ?? search.folder;
      if (!folders.has(named)) search.notUnderstood.push(raw);
      return;
    case 'is':
      Object.assign(search, states.get(named));
      if (!states.has(named)) search.notUnderstood.push(raw);
      return;
    case 'before':
    case 'after': {
      const day = startOfDay(value, timeZone, now);
      if (day === null) search.notUnderstood.push(raw);
      else search[known] = day;
      return;
    }
    default:
      if (/^\p{L}+:$/u.test(raw) && keys.has(foldedForSearch(raw.slice(0, -1)))) return; // a key whose value is still to come
      if (key === null && (named === 'unread' || named === 'non-lu' || named === 'non-lus'))
        search.read = false;
      else search.words.push(...searchWords(raw));
  }
}
