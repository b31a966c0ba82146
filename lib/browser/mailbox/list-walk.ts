/**
 * The letters of the list from which one was opened, in its order, so that the next one needs no way back. In this tab's memory only; a
 * page that was loaded by its address has none.
 */
let walked: readonly string[] = [];
let listPath: string | null = null;

/** The list that is on the page, by the references of its letters. */
export function noteList(references: readonly string[]): void {
  walked = references;
  listPath = window.location.pathname + window.location.search;
}

/** What stands before and after a letter in its list, and where that list is. */
export function placeInList(reference: string): {
  newer: string | null;
  older: string | null;
  list: string | null;
} {
  const at = walked.indexOf(reference);
  if (at < 0) return { newer: null, older: null, list: null };
  return { newer: walked[at - 1] ?? null, older: walked[at + 1] ?? null, list: listPath };
}
