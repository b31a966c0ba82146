import type { LocalCopyKeyAnswer } from '../../draft/local-copy-answer';
import { createApiClient } from '../../transfer/api-client';
import { fromBase64 } from '../../transfer/base64';
import { openCopyStore } from './copy-store';
import { LocalCopies } from './local-copies';

/** The copies in this browser, of whoever is signed in; the key stays in this tab's memory. */
export const browserCopies = new LocalCopies({
  fetchKey: async () => {
    const callApi = createApiClient(window.location.origin);
    return fromBase64((await callApi<LocalCopyKeyAnswer>('GET', '/api/local-copy-key')).key);
  },
  openStore: openCopyStore,
  now: () => Date.now(),
  isAlive: async (writer) =>
    // Not in every browser: then a tab that has only just written may be offered its text by another.
    navigator.locks?.request(lockOf(writer), { ifAvailable: true }, async (lock) => lock === null) ?? false,
});

let own: string | null = null;

/** The name of this tab among the writers; others can see that it lives for as long as it does. */
export function thisWriter(): string {
  if (own === null) {
    own = crypto.randomUUID();
    void navigator.locks?.request(lockOf(own), () => new Promise(() => undefined)); // until the tab goes
  }
  return own;
}

function lockOf(writer: string): string {
  return `pli-writer-${writer}`;
}
