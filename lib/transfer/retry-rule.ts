import { ApiProblem, NetworkLost } from './api-client';

/** What a failed request calls for. */
export type Remedy =
  | 'again-network'
  | 'again-server'
  | 'again-limit'
  /** With fresh signed requests: these have expired, or their bytes were altered on the way. */
  | 'again-signed'
  | 'sign-in'
  | 'give-up';

/** How long a caller goes on. */
export type RetryRule = {
  /** Tries of one request while the network or the server fails. */
  triesMax: number;
  /** How often a server may say that there were too many (429). */
  limitWaitsMax: number;
  /** How often fresh signed requests are asked for. */
  freshMax: number;
  /** The longest Retry-After (RFC 9110, section 10.2.3) that is waited for. */
  retryAfterSecondsMax: number;
  /** Whether somebody is there who can sign in. */
  canSignIn: boolean;
};

/** How often fresh signed requests are asked for before it is clear that they do not help. */
export const freshMax = 3;

/** A page waits for as long as somebody leaves it open, and looks at least once a minute. */
export const pageRule: RetryRule = {
  triesMax: Number.POSITIVE_INFINITY,
  limitWaitsMax: Number.POSITIVE_INFINITY,
  freshMax,
  retryAfterSecondsMax: 60,
  canSignIn: true,
};

/** A program waits about two minutes for a server that restarts, and besides for what a server asks for with 429. */
export const programRule: RetryRule = {
  triesMax: 10,
  limitWaitsMax: 60,
  // one request's own caller has them signed anew (lib/command/store-part.ts)
  freshMax: 0,
  retryAfterSecondsMax: 3_600,
  canSignIn: false,
};

/** Failures of one request so far, by what they called for. */
export type Failures = { passing: number; limited: number; fresh: number };
export const noFailures: Failures = { passing: 0, limited: 0, fresh: 0 };

/** What follows a failure. */
export type NextStep =
  | { step: 'give-up' }
  | { step: 'again' }
  | { step: 'sign-in' }
  | { step: 'wait'; ms: number; reason: 'network' | 'server' | 'limit' };

/**
 * The one rule of what is tried again, how often, and after how long, for page and program: no network, 408, 425, 429 and 5xx (but 507) pass;
 * a session can be renewed; an expired signature is asked for anew. Requests it is used for are safe to repeat.
 * @param chance from 0 to 1: spreads the pauses, so that many do not come back at once
 */
export function afterFailure(
  rule: RetryRule,
  before: Failures,
  error: unknown,
  chance: number,
): { failures: Failures; next: NextStep } {
  const remedy = remedyFor(error);
  if (remedy === 'give-up' || (remedy === 'sign-in' && !rule.canSignIn))
    return { failures: before, next: { step: 'give-up' } };
  const failures = counted(before, remedy);
  if (isTooMany(rule, failures)) return { failures, next: { step: 'give-up' } };
  if (remedy === 'again-signed') return { failures, next: { step: 'again' } };
  if (remedy === 'sign-in') return { failures, next: { step: 'sign-in' } };
  const reason = ({ 'again-network': 'network', 'again-limit': 'limit', 'again-server': 'server' } as const)[
    remedy
  ];
  return { failures, next: { step: 'wait', reason, ms: pauseMs(rule, failures, error, chance) } };
}

/** Of one failure by itself. */
export function remedyFor(error: unknown): Remedy {
  if (error instanceof NetworkLost) return 'again-network';
  if (!(error instanceof ApiProblem)) return 'give-up';
  if (error.status === 401) return 'sign-in';
  if (error.code === 'signature-expired' || error.code === 'corrupted-on-the-way') return 'again-signed';
  if (error.status === 429) return 'again-limit';
  if (error.status === 507) return 'give-up';
  return [408, 425].includes(error.status) || error.status >= 500 ? 'again-server' : 'give-up';
}

/** Waits for a sign-in count as failures that pass: after them a pause is longer, and only a person ends them. */
function counted({ passing, limited, fresh }: Failures, remedy: Remedy): Failures {
  if (remedy === 'again-limit') return { passing, limited: limited + 1, fresh };
  if (remedy === 'again-signed') return { passing, limited, fresh: fresh + 1 };
  return { passing: passing + 1, limited, fresh };
}

function isTooMany(rule: RetryRule, { passing, limited, fresh }: Failures): boolean {
  return passing >= rule.triesMax || limited > rule.limitWaitsMax || fresh > rule.freshMax;
}

/** What the server asked for; else half a second, doubled each time, at most 15 s, a quarter more or less. */
function pauseMs(rule: RetryRule, { passing, limited }: Failures, error: unknown, chance: number): number {
  const asked = error instanceof ApiProblem ? error.retryAfterSeconds : null;
  if (asked !== null) return Math.min(asked, rule.retryAfterSecondsMax) * 1_000;
  return Math.min(15_000, 500 * 2 ** (passing + limited - 1)) * (0.75 + chance / 2);
}
