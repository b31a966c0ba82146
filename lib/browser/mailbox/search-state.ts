import type { SearchAnswer } from '../../search/wire';
import { browserSession } from '../session/browser-session';

/** What was found for which text, also in the texts of so many letters, by this tab's own index. */
export type Searched = { text: string; answer: SearchAnswer; letters: number };
/** What stands in the search field, and what was found last, so that Back shows it at once. */
export type SearchState = { text: string; found: Searched | null };

const nothing: SearchState = { text: '', found: null };
let state = nothing;
let watching = false;
const listeners = new Set<() => void>();

/** In this tab's memory only: a search is as confidential as what it finds. Gone after a lock, a sign-out and a reload. */
export const readSearch = (): SearchState => state;

/** What a page is drawn with before there is a tab. */
export const emptySearch = (): SearchState => nothing;

/** For useSyncExternalStore. */
export function subscribeSearch(listener: () => void): () => void {
  if (!watching) {
    watching = true;
    browserSession.listen((event) => {
      if (event === 'locked' || event === 'left') put(nothing);
    });
  }
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The field says this now. */
export function writeSearch(text: string): void {
  put({ ...state, text });
}

/** This was found; an answer that comes after another text was typed is kept from nobody, but belongs to its text. */
export function noteFound(found: Searched): void {
  put({ ...state, found });
}

function put(next: SearchState): void {
  state = next;
  for (const listener of listeners) listener();
}
