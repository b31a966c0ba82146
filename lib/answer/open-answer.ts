import 'server-only';
import type { Client, GuestActor } from '../access/actor';
import type { OpenEnvelopeAnswer } from '../envelope/wire';
import { openSentEnvelope } from '../open/open-sent-envelope';
import type { Services } from '../services';
import { assertAnswerTo } from './letter-answered';

/** Opens again what a guest has answered, with its audit entry. @throws as `openSentEnvelope` */
export async function openAnswer(
  services: Services,
  guest: GuestActor,
  { reference, id, client }: { reference: string; id: string; client: Client },
): Promise<OpenEnvelopeAnswer> {
  await assertAnswerTo(services, guest, { reference, id });
  return openSentEnvelope(services, { actor: guest, client, envelopeId: id });
}
