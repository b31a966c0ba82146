import type { ComposeState } from './compose-state';

type Composing = { state: Pick<ComposeState, 'attachments'>; subscribe(listener: () => void): () => void };

/** Resolves when every file is stored, or travels with the request for the seal. @throws `files-incomplete` when one has failed or is missing, the signal's reason when it is aborted */
export function untilStored(composing: Composing, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const { attachments } = composing.state;
      if (attachments.every(({ status, carried }) => status === 'stored' || carried !== null)) stop(resolve);
      else if (attachments.some(({ status }) => status === 'failed' || status === 'file-needed')) {
        stop(() => reject(new Error('files-incomplete')));
      }
    };
    const unsubscribe = composing.subscribe(look);
    const stop = (end: () => void) => {
      unsubscribe();
      end();
    };
    signal.addEventListener('abort', () => stop(() => reject(signal.reason)), { once: true });
    look();
  });
}
