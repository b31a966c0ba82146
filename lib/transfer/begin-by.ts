import type { SignedRequestAnswer } from '../envelope/wire';

/** A signed request that this client asked for, and until when it may begin by this machine's own steady clock. */
export type DatedRequest = { request: SignedRequestAnswer; beginBy: number };

/** Of the time a request is good for, what its way to the store may take. */
const shareForTheWay = 0.25;

/**
 * Notes until when a request may begin. `askedAt`: `performance.now()` from before it was asked for, so that the answer's way is
 * counted; the server's clock, which may be another, is not looked at.
 */
export function dated(request: SignedRequestAnswer, askedAt: number): DatedRequest {
  // a server of before says nothing; what it refuses is asked for anew
  const seconds = (request.secondsValid as number | undefined) ?? Infinity;
  return { request, beginBy: askedAt + seconds * 1_000 * (1 - shareForTheWay) };
}

/** Whether it is better asked for anew than begun. */
export function isLate({ beginBy }: DatedRequest): boolean {
  return performance.now() > beginBy;
}
