/// <reference lib="webworker" />
import { createApiClient } from '../../transfer/api-client';
import type { IndexCommand, IndexEvent, IndexState } from './index-messages';
import { IndexLoader } from './load-index';
import { TextIndex } from './text-index';

/** Holds the texts of a person's letters, apart from the page, and looks through them. Speaks index-messages.ts. */
const scope = self as unknown as DedicatedWorkerGlobalScope; // the file is type-checked with the page's library too

const emit = (event: IndexEvent) => scope.postMessage(event);
const index = new TextIndex();
let loader: IndexLoader | null = null;
let isLoading = false;

async function load(origin: string): Promise<void> {
  if (isLoading) return;
  isLoading = true;
  const isFirst = loader === null;
  loader ??= new IndexLoader(createApiClient(origin), index);
  // what comes since is no reason to wait
  const onSome = () => tell(isFirst ? 'loading' : 'ready');
  onSome();
  try {
    await loader.load(onSome);
    tell('ready');
  } catch {
    // away, or signed out: the page says so, and asks again with the next text
    tell('failed');
  } finally {
    isLoading = false;
  }
}

const tell = (phase: IndexState['phase']) =>
  emit({ type: 'state', state: { phase, letters: index.size, broken: loader?.broken ?? [] } });

scope.onmessage = ({ data }: MessageEvent<IndexCommand>) => {
  if (data.type === 'find') emit({ type: 'found', question: data.question, ...index.find(data.words) });
  else void load(data.origin);
};
