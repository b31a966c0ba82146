import 'server-only';
import type { SignedRequestAnswer } from '../envelope/wire';
import type { ObjectHome, SignedFor, SignedRequest } from '../ports/object-store';
import type { Services } from '../services';

/** A signed GET, valid for a short time, for every object by its digest, each at its home. */
export async function signRequestsOf(
  objectStore: Services['objectStore'],
  homes: ReadonlyMap<string, ObjectHome>,
  signedFor: SignedFor,
): Promise<Record<string, SignedRequestAnswer>> {
  const signed = [...homes].map(
    async ([sha256, home]) =>
      [sha256, toAnswer(await objectStore.signGet({ ...home, sha256 }, signedFor))] as const,
  );
  return Object.fromEntries(await Promise.all(signed));
}

function toAnswer(signed: SignedRequest): SignedRequestAnswer {
  return {
    method: signed.method,
    url: signed.url,
    headers: { ...signed.headers },
    expiresAt: signed.expiresAt.toISOString(),
    secondsValid: signed.secondsValid,
  };
}
