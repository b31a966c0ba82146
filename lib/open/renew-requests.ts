import 'server-only';
import type { Actor } from '../access/actor';
import { can } from '../access/policy';
import { holdActor } from '../auth/lock-actor';
import { lockOwnCopy } from '../envelope/lock-own-copy';
import { lockReceived, refusalOf } from '../envelope/lock-received';
import type { SignedObjectsAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import type { Services } from '../services';
import { signedFor } from '../vault/signed-for';
import { signRequests } from './reading-material';

/**
 * Fresh signed requests for a reader whose first ones have expired, for example after a pause: ciphertext only, no key.
 * @throws AppError `not-found`, `blocked`, `withdrawn`, `expired`
 */
export async function renewReceivedRequests(
  services: Services,
  { actor, reference }: { actor: Actor; reference: string },
): Promise<SignedObjectsAnswer> {
  const received = await services.db.$transaction(async (tx) => {
    const now = services.clock.now();
    const held = await holdActor(tx, actor, now);
    const locked = await lockReceived(tx, reference);
    const refusal = refusalOf(held, locked, now);
    if (refusal !== null) throw new AppError(refusal);
    return locked;
  });
  const asReader = signedFor(actor, 'received', received.id);
  return { objects: await signRequests(services.objectStore, received.envelope, asReader) };
}

/** The same for a member of the sending mailbox. @throws AppError `not-found` */
export async function renewSentRequests(
  services: Services,
  { actor, envelopeId }: { actor: Actor; envelopeId: string },
): Promise<SignedObjectsAnswer> {
  const envelope = await services.db.$transaction(async (tx) => {
    const held = await holdActor(tx, actor, services.clock.now());
    const sealed = await lockOwnCopy(tx, envelopeId);
    if (!can(held, 'envelope.open-sent', sealed)) throw new AppError('not-found');
    return sealed;
  });
  const asSender = signedFor(actor, 'sent', envelopeId);
  return { objects: await signRequests(services.objectStore, envelope, asSender) };
}
