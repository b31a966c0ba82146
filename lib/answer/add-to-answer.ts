import 'server-only';
import type { GuestActor } from '../access/actor';
import { registerSegments } from '../draft/register-segments';
import type { RegisterSegmentsRequest } from '../envelope/wire';
import type { SignedRequest } from '../ports/object-store';
import type { Services } from '../services';
import { assertAnswerTo } from './letter-answered';

/** Registers segments of a guest's answer, as of every draft. @throws as `registerSegments` */
export async function addToAnswer(
  services: Pick<Services, 'db' | 'clock' | 'config' | 'objectStore' | 'queue'>,
  guest: GuestActor,
  { reference, id, segments }: RegisterSegmentsRequest & { reference: string; id: string },
): Promise<SignedRequest[]> {
  await assertAnswerTo(services, guest, { reference, id });
  return registerSegments(services, guest, { envelopeId: id, segments });
}
