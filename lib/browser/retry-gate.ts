import { afterFailure, noFailures, pageRule } from '../transfer/retry-rule';

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
    /** Runs `work` until it succeeds or fails for good by the one rule (lib/transfer/retry-rule.ts); the last error is thrown. */
    async persist<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
      let failures = noFailures;
      for (;;) {
        const wakesBefore = wakes;
        try {
          return await work();
        } catch (error) {
          if (signal.aborted) throw signal.reason;
          const { next, failures: now } = afterFailure(pageRule, failures, error, Math.random());
          if (next.step === 'give-up') throw error;
          // A refusal of a request that left before the sign-in says nothing of the new session.
          if (next.step === 'sign-in' && wakes !== wakesBefore) continue;
          failures = now;
          if (next.step === 'again') continue;
          const attempt = failures.passing + failures.limited;
          if (next.step === 'sign-in') await sleep('sign-in', attempt, null, signal);
          else await sleep(next.reason === 'network' ? 'network' : 'server', attempt, next.ms, signal);
        }
      }
    },
  };
}

export type RetryGate = ReturnType<typeof createRetryGate>;
