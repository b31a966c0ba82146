import { setTimeout as sleep } from 'node:timers/promises';
import { ApiProblem, NetworkLost } from '../transfer/api-client';

/** How long to go on. `onWait` is told before each pause. */
export type Patience = {
  /** Tries of one request while the network or the server fails. */
  triesMax: number;
  onWait?: (seconds: number, reason: 'network' | 'server' | 'limit') => void;
};

/** About two minutes of a server that restarts; what a server asks for with 429 is waited for besides. */
export const defaultPatience: Patience = { triesMax: 10 };

const limitWaitsMax = 60;
const secondsMax = 15;

/**
 * Runs a request again while its failure is one that passes: no network, 408, 425, 5xx (but 507), and 429 for as long as the
 * server says. Requests it is used for are safe to repeat.
 * @throws the last failure, or the first that does not pass
 */
export async function persist<T>(work: () => Promise<T>, patience: Patience = defaultPatience): Promise<T> {
  let tries = 0;
  let limited = 0;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isLimit = error instanceof ApiProblem && error.status === 429;
      if (!passes(error) || (isLimit ? ++limited > limitWaitsMax : ++tries >= patience.triesMax)) throw error;
      const seconds = pauseSeconds(error, tries);
      const reason = isLimit ? 'limit' : error instanceof NetworkLost ? 'network' : 'server';
      patience.onWait?.(seconds, reason);
      await sleep(seconds * 1_000);
    }
  }
}

function passes(error: unknown): boolean {
  if (error instanceof NetworkLost) return true;
  if (!(error instanceof ApiProblem) || error.status === 507) return false;
  return [408, 425, 429].includes(error.status) || error.status >= 500;
}

/** What the server asked for; else half a second, doubled each time, spread so that many do not come back at once. */
function pauseSeconds(error: unknown, tries: number): number {
  const asked = error instanceof ApiProblem ? error.retryAfterSeconds : null;
  if (asked !== null) return Math.min(asked, 3_600);
  return Math.min(secondsMax, 0.5 * 2 ** Math.max(0, tries - 1)) * (0.75 + Math.random() / 2);
}
