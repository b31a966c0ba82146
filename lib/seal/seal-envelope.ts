import 'server-only';
import type { Author, Client } from '../access/actor';
import type { ParsedSealRequest, SealAnswer } from '../envelope/wire';
import { AppError } from '../errors';
import type { Services } from '../services';
import { sealBatch } from './seal-batch';
import { storeCarried } from './store-carried';

/**
 * THE main job: a draft becomes a sealed envelope. What came with the request is stored first (the draft itself perhaps); then, in one
 * transaction, with the envelope's row locked, everything is checked, the seal composed and signed, and all that follows written
 * (lib/seal/seal-batch.ts): all of it or nothing, and what is acknowledged is durable. A repeated or doubled request seals once and gets the
 * same answer.
 * @throws AppError `not-found`, `address-invalid`, `too-many-recipients`, `bad-request`, `conflict`, `envelope-incomplete`,
 * `attachments-too-large`, `storage-unavailable`; the draft stays as it was
 */
export async function sealEnvelope(
  services: Services,
  actor: Author,
  { envelopeId, client, request }: { envelopeId: string; client: Client; request: ParsedSealRequest },
): Promise<SealAnswer> {
  const carried = await storeCarried(services, actor, { envelopeId, request });
  const [outcome] = await sealBatch(services, actor, client, [{ envelopeId, request, carried }]);
  if (!outcome) throw new Error('a letter without an outcome'); // sealBatch gives one for each
  if (outcome instanceof AppError) throw outcome;
  return outcome;
}
