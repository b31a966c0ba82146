import 'server-only';
import type { Actor } from '../access/actor';
import { can } from '../access/policy';
import { AppError } from '../errors';
import type { Services } from '../services';
import { readReceived, refusalOf } from './read-received';
import { readSealed } from './read-sealed';
import { signObjects } from './reading-material';
import type { SignedObjectsAnswer } from './wire';

/**
 * Fresh signed requests for a reader whose first ones have expired, for example after a pause: ciphertext only, no key.
 * @throws AppError `not-found`, `blocked`, `expired`
 */
export async function signReceivedObjects(
  services: Services,
  { actor, reference }: { actor: Actor; reference: string },
): Promise<SignedObjectsAnswer> {
  const received = await services.db.$transaction((tx) => readReceived(tx, reference));
  const refusal = refusalOf(actor, received, services.clock.now());
  if (refusal !== null) throw new AppError(refusal);
  return { objects: await signObjects(services.objectStore, received.envelope) };
}

/** The same for a member of the sending mailbox. @throws AppError `not-found` */
export async function signSentObjects(
  services: Services,
  { actor, envelopeId }: { actor: Actor; envelopeId: string },
): Promise<SignedObjectsAnswer> {
  const envelope = await services.db.$transaction((tx) => readSealed(tx, envelopeId));
  if (!can(actor, 'envelope.read-sent', envelope)) throw new AppError('not-found');
  return { objects: await signObjects(services.objectStore, envelope) };
}
