import type { Check } from './report';

/** One English sentence about a check. */
export function describeCheck({ check, state, code }: Check): string {
  return state === 'verified' ? `${check}: good` : `${check}: ${code}`;
}
