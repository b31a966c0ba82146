import { browserSession } from '../session/browser-session';
import type { IndexCommand, IndexEvent, IndexState } from './index-messages';
import type { TextHit } from './text-index';

export const closedIndex: IndexState = { phase: 'closed', letters: 0, broken: [] };
type Found = { hits: TextHit[]; near: boolean };

let worker: Worker | null = null;
let state = closedIndex;
let questions = 0;
const waiting = new Map<number, (found: Found) => void>();
const listeners = new Set<() => void>();
let watching = false;

/** Of this tab's index; for useSyncExternalStore. */
export const readIndex = (): IndexState => state;

/** For useSyncExternalStore. */
export function subscribeIndex(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Opens the index, with an entry a mailbox, or fetches what came since; ended with everything in it at a lock or sign-out. */
export function loadIndex(): void {
  if (!watching) {
    watching = true;
    browserSession.listen((event) => {
      if (event === 'locked' || event === 'left') endIndex();
    });
  }
  if (worker === null) {
    worker = new Worker(new URL('./index-worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<IndexEvent>) => hear(data);
    worker.onerror = () => {
      endIndex();
      put({ ...closedIndex, phase: 'failed' });
    };
  }
  post({ type: 'load', origin: window.location.origin });
}

/** Letters whose text has these words, as far as they are loaded; none while the index is closed. */
export function findInTexts(words: readonly string[]): Promise<Found> {
  if (worker === null || words.length === 0) return Promise.resolve({ hits: [], near: false });
  const question = ++questions;
  post({ type: 'find', question, words });
  return new Promise((resolve) => waiting.set(question, resolve));
}

function endIndex(): void {
  worker?.terminate();
  worker = null;
  for (const answer of waiting.values()) answer({ hits: [], near: false });
  waiting.clear();
  put(closedIndex);
}

function hear(event: IndexEvent): void {
  if (event.type === 'state') {
    put(event.state);
    return;
  }
  const { hits, near } = event;
  waiting.get(event.question)?.({ hits, near });
  waiting.delete(event.question);
}

const post = (command: IndexCommand) => worker?.postMessage(command);

function put(next: IndexState): void {
  state = next;
  for (const listener of listeners) listener();
}
