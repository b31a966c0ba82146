import type { Actor } from '../access/actor';
import { AppError } from '../errors';
import type { SignedFor } from '../ports/object-store';

/**
 * For whom and by which right a request of the vault is signed: this actor's session or token, and what gives the right.
 * @throws AppError `sign-in-required` for nobody
 */
export function signedFor(actor: Actor, as: SignedFor['as'], asId: string): SignedFor {
  if (actor.kind === 'anonymous') throw new AppError('sign-in-required');
  const by = actor.kind === 'user' && actor.token !== undefined ? 'token' : 'session';
  return { by, byId: actor.sessionId, as, asId };
}
