import { setTimeout as sleep } from 'node:timers/promises';
import { afterFailure, noFailures, programRule } from '../transfer/retry-rule';

/** How long to go on. `onWait` is told before each pause. */
export type Patience = {
  /** Tries of one request while the network or the server fails. */
  triesMax?: number;
  onWait?: (seconds: number, reason: 'network' | 'server' | 'limit') => void;
};

/**
 * Runs a request again by the one rule (lib/transfer/retry-rule.ts), as long as a program does.
 * @throws the last failure, or the first that does not pass
 */
export async function persist<T>(work: () => Promise<T>, patience: Patience = {}): Promise<T> {
  const { triesMax = programRule.triesMax, onWait } = patience;
  let failures = noFailures;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const after = afterFailure({ ...programRule, triesMax }, failures, error, Math.random());
      const { next } = after;
      if (next.step !== 'wait') throw error;
      failures = after.failures;
      onWait?.(next.ms / 1_000, next.reason);
      await sleep(next.ms);
    }
  }
}
