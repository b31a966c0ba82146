import { ApiProblem, NetworkLost } from '../../transfer/api-client';

/** What a failed attempt calls for. */
export type Remedy = 'again-network' | 'again-server' | 'again-signed' | 'sign-in' | 'give-up';

/** Network losses and overloaded or restarting servers pass; a session can be renewed; an expired signature is asked for anew. */
export function remedyFor(error: unknown): Remedy {
  if (error instanceof NetworkLost) return 'again-network';
  if (!(error instanceof ApiProblem)) return 'give-up';
  if (error.status === 401) return 'sign-in';
  if (error.code === 'signature-expired' || error.code === 'corrupted-on-the-way') return 'again-signed';
  if (error.status === 507) return 'give-up';
  if (error.status === 408 || error.status === 425 || error.status === 429 || error.status >= 500)
    return 'again-server';
  return 'give-up';
}

/** Half a second, doubled each time, at most 15 s; a server's Retry-After wins up to a minute. */
export function pauseMs(attempt: number, retryAfterSeconds: number | null): number {
  if (retryAfterSeconds !== null) return Math.min(retryAfterSeconds, 60) * 1_000;
  return Math.min(15_000, 500 * 2 ** (attempt - 1));
}

type WaitReason = 'network' | 'server' | 'sign-in';

/**
 * Where everything that failed waits. A pause ends by its time, by `wake` (the network is back, a message of the page),
 * whichever is first; waiting for a sign-in ends by `wake` only. Nothing here runs while all goes well, so a hidden
 * tab's throttled timers slow nothing.
 */
export function createRetryGate(onWaiting: (reason: WaitReason | null, attempt: number) => void) {
  const sleepers = new Set<() => void>();
  let wakes = 0;
  const waiting: { reason: WaitReason; attempt: number }[] = [];

  const tell = () => {
    const worst =
      waiting.find((entry) => entry.reason === 'sign-in') ??
      waiting.toSorted((a, b) => b.attempt - a.attempt)[0];
    onWaiting(worst?.reason ?? null, worst?.attempt ?? 0);
  };

  async function sleep(reason: WaitReason, attempt: number, ms: number | null, signal: AbortSignal) {
    const entry = { reason, attempt };
    waiting.push(entry);
    tell();
    try {
      await new Promise<void>((resolve, reject) => {
        const timer = ms === null ? undefined : setTimeout(() => wakeUp(), ms);
        const wakeUp = () => {
          clearTimeout(timer);
          sleepers.delete(wakeUp);
          resolve();
        };
        sleepers.add(wakeUp);
        const abort = () => {
          wakeUp();
          reject(signal.reason);
        };
        if (signal.aborted) abort();
        else signal.addEventListener('abort', abort, { once: true });
      });
    } finally {
      waiting.splice(waiting.indexOf(entry), 1);
      tell();
    }
  }

  return {
    wake() {
      wakes += 1;
      for (const wakeUp of [...sleepers]) wakeUp();
    },
    /** Runs `work` until it succeeds or fails for good; the last error is thrown. */
    async persist<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
      let fresh = 0;
      for (let attempt = 1; ; attempt += 1) {
        const wakesBefore = wakes;
        try {
          return await work();
        } catch (error) {
          if (signal.aborted) throw signal.reason;
          const remedy = remedyFor(error);
          if (remedy === 'give-up') throw error;
          // A refusal of a request that left before the sign-in says nothing of the new session.
          if (remedy === 'sign-in' && wakes !== wakesBefore) continue;
          if (remedy === 'again-signed') {
            fresh += 1;
            if (fresh > 3) throw error;
            continue;
          }
          const retryAfter = error instanceof ApiProblem ? error.retryAfterSeconds : null;
          if (remedy === 'sign-in') await sleep('sign-in', attempt, null, signal);
          else
            await sleep(
              remedy === 'again-network' ? 'network' : 'server',
              attempt,
              pauseMs(attempt, retryAfter),
              signal,
            );
        }
      }
    },
  };
}

export type RetryGate = ReturnType<typeof createRetryGate>;
