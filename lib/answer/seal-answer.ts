import 'server-only';
import type { Client, GuestActor } from '../access/actor';
import type { ParsedSealRequest, SealAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import { sealEnvelope } from '../seal/seal-envelope';
import type { Services } from '../services';
import { letterAnswered } from './letter-answered';

/**
 * Seals a guest's answer, by the one writer (lib/seal/seal-envelope.ts), when it answers the letter of her link.
 * @throws as `sealEnvelope`; AppError `not-found` for an answer to another letter
 */
export async function sealAnswer(
  services: Services,
  guest: GuestActor,
  {
    reference,
    id,
    client,
    request,
  }: { reference: string; id: string; client: Client; request: ParsedSealRequest },
): Promise<SealAnswer> {
  const answered = await letterAnswered(services, guest, reference);
  if (request.facts?.inReplyTo !== answered) throw new AppError('not-found');
  return sealEnvelope(services, guest, { envelopeId: id, client, request });
}
