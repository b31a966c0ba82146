import type { TextHit } from './text-index';

/** What is known of the index in this tab. */
export type IndexState = {
  phase: 'closed' | 'loading' | 'ready' | 'failed';
  /** Letters whose texts can be searched. */
  letters: number;
  /** Copies whose piece could not be read: it is made anew when the letter is read again. */
  broken: readonly string[];
};

/** From the page to the worker that holds the index. */
export type IndexCommand =
  | { type: 'load'; origin: string }
  | { type: 'find'; question: number; words: readonly string[] };

/** From the worker to the page. */
export type IndexEvent =
  | { type: 'state'; state: IndexState }
  | { type: 'found'; question: number; hits: TextHit[]; near: boolean };
