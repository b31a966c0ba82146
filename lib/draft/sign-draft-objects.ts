import 'server-only';
import type { UserActor } from '../access/actor';
import { holdActor } from '../auth/lock-actor';
import { lockedTransaction } from '../db/transaction';
import type { SignedObjectsAnswer } from '../envelope/wire';
import { homeOfPart } from '../parts/home-of-part';
import { registeredParts } from '../parts/registered-parts';
import type { Services } from '../services';
import { signRequestsOf } from '../vault/sign-requests';
import { signedFor } from '../vault/signed-for';
import { lockDraft } from './lock-draft';

/**
 * Signed requests for what the author's draft names: ciphertext only; its key was given out, with an entry, when it was opened.
 * @throws AppError `not-found`, `conflict` once sealed
 */
export async function signDraftObjects(
  services: Pick<Services, 'db' | 'clock' | 'objectStore'>,
  asking: UserActor,
  envelopeId: string,
): Promise<SignedObjectsAnswer> {
  const parts = await services.db.$transaction(async (tx) => {
    const actor = await holdActor(tx, asking, services.clock.now());
    await lockDraft(tx, actor, envelopeId);
    return registeredParts(tx, envelopeId);
  }, lockedTransaction);
  const homes = parts.flatMap((part) =>
    part.segments.map(({ sha256 }) => [sha256, homeOfPart(part)] as const),
  );
  const asWriter = signedFor(asking, 'draft', envelopeId);
  return { objects: await signRequestsOf(services.objectStore, new Map(homes), asWriter) };
}
