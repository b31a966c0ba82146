/**
 * The token of a mailed link, taken from the fragment and out of the address bar: it is in no request, no history and no Referer.
 * A page that is loaded again in this tab finds it once more (a phone does that behind a person's back); other tabs do not. Empty
 * where there is none.
 */
export function takeFragmentToken(): string {
  const key = `pli-link ${window.location.pathname}`;
  const given = window.location.hash.slice(1);
  if (given === '') return kept((storage) => storage.getItem(key)) ?? '';
  kept((storage) => storage.setItem(key, given));
  window.history.replaceState(window.history.state, '', window.location.pathname);
  return given;
}

/** It has served, or is over. */
export function forgetFragmentToken(): void {
  kept((storage) => storage.removeItem(`pli-link ${window.location.pathname}`));
}

/** Null where a browser keeps nothing: then a reload asks for the link again. */
function kept<T>(use: (storage: Storage) => T): T | null {
  try {
    return use(window.sessionStorage);
  } catch {
    return null;
  }
}
