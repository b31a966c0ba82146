import 'server-only';
import type { GuestActor } from '../access/actor';
import { removePart } from '../draft/remove-part';
import type { Services } from '../services';
import { assertAnswerTo } from './letter-answered';

/** Takes a file out of a guest's answer, also when its letter cannot be answered any more. @throws as `removePart` */
export async function takeFromAnswer(
  services: Pick<Services, 'db' | 'clock' | 'queue' | 'config'>,
  guest: GuestActor,
  { reference, id, partId }: { reference: string; id: string; partId: string },
): Promise<void> {
  await assertAnswerTo(services, guest, { reference, id });
  await removePart(services, guest, { envelopeId: id, partId });
}
