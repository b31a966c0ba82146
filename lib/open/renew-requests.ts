import 'server-only';
import type { Actor } from '../access/actor';
import { can } from '../access/policy';
import { lockReceived, refusalOf } from '../envelope/lock-received';
import { readSealed } from '../envelope/read-sealed';
import type { SignedObjectsAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import type { Services } from '../services';
import { signRequests } from './reading-material';

/**
 * Fresh signed requests for a reader whose first ones have expired, for example after a pause: ciphertext only, no key.
 * @throws AppError `not-found`, `blocked`, `expired`
 */
export async function renewReceivedRequests(
  services: Services,
  { actor, reference }: { actor: Actor; reference: string },
): Promise<SignedObjectsAnswer> {
  const received = await services.db.$transaction((tx) => lockReceived(tx, reference));
  const refusal = refusalOf(actor, received, services.clock.now());
  if (refusal !== null) throw new AppError(refusal);
  return { objects: await signRequests(services.objectStore, received.envelope) };
}

/** The same for a member of the sending mailbox. @throws AppError `not-found` */
export async function renewSentRequests(
  services: Services,
  { actor, envelopeId }: { actor: Actor; envelopeId: string },
): Promise<SignedObjectsAnswer> {
  const envelope = await services.db.$transaction((tx) => readSealed(tx, envelopeId));
  if (!can(actor, 'envelope.read-sent', envelope)) throw new AppError('not-found');
  return { objects: await signRequests(services.objectStore, envelope) };
}
