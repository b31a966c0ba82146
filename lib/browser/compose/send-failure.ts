import { ApiProblem, NetworkLost } from '../../transfer/api-client';
import type { SendFailure } from './compose-state';

/** Whether the session has ended. */
export function needsSignIn(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}

/** Why Send ended, for a person. */
export function sendFailureOf(error: unknown): SendFailure {
  if (error instanceof ApiProblem) return { code: 'refused', reason: error.code, sentence: error.sentence };
  if (error instanceof NetworkLost) return { code: 'network-lost' };
  const message = error instanceof Error ? error.message : '';
  return { code: message === 'files-incomplete' || message === 'storage-full' ? message : 'internal' };
}
