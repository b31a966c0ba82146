import 'server-only';
import type { GuestActor } from '../access/actor';
import { discardDraft } from '../draft/discard-draft';
import type { Services } from '../services';
import { assertAnswerTo } from './letter-answered';

/** Throws a guest's answer away that she has not sent, with its files. @throws as `discardDraft` */
export async function discardAnswer(
  services: Pick<Services, 'db' | 'clock' | 'queue' | 'config'>,
  guest: GuestActor,
  { reference, id }: { reference: string; id: string },
): Promise<void> {
  await assertAnswerTo(services, guest, { reference, id });
  await discardDraft(services, guest, id);
}
