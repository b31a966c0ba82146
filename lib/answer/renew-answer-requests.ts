import 'server-only';
import type { GuestActor } from '../access/actor';
import type { SignedObjectsAnswer } from '../envelope/wire';
import { renewSentRequests } from '../open/renew-requests';
import type { Services } from '../services';
import { assertAnswerTo } from './letter-answered';

/** Fresh signed requests for an answer that a guest reads again; no key. @throws as `renewSentRequests` */
export async function renewAnswerRequests(
  services: Services,
  guest: GuestActor,
  { reference, id }: { reference: string; id: string },
): Promise<SignedObjectsAnswer> {
  await assertAnswerTo(services, guest, { reference, id });
  return renewSentRequests(services, { actor: guest, envelopeId: id });
}
