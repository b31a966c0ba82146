import 'server-only';
import { signedAddenda } from '../addendum/signed-addenda';
import type { Tx } from '../db/transaction';
import type { Sealed } from '../envelope/read-sealed';
import type { OpenEnvelopeAnswer, SignedRequestAnswer } from '../envelope/wire';
import { parseSeal } from '../envelope-format/seal';
import type { ObjectHome, SignedFor } from '../ports/object-store';
import { sealPlace } from '../sealed-rows/seal-place';
import type { Services } from '../services';
import { signRequestsOf } from '../vault/sign-requests';

/** What a reader verifies and fetches, without the key: seal, signature, timestamp, addenda, the visible recipients, where the objects lie. */
export type ReadingMaterial = Omit<OpenEnvelopeAnswer, 'contentKey' | 'recipient'>;

/** @throws Error when the key that signed is not among ours any more: nobody could verify it */
export async function readingMaterial(
  services: Pick<Services, 'keys' | 'objectStore' | 'timestamper'>,
  tx: Tx,
  envelope: Sealed,
  signedFor: SignedFor,
): Promise<ReadingMaterial> {
  const sealingKey = services.keys.sealing.find((key) => key.fingerprint === envelope.sealingKeyId);
  if (sealingKey === undefined) throw new Error(`sealing key ${envelope.sealingKeyId} is missing`);
  const recipients = await tx.recipient.findMany({
    where: { envelopeId: envelope.id, kind: { not: 'bcc' } },
    select: { kind: true, address: true, name: true, salt: true },
    orderBy: { id: 'asc' },
  });
  const visible = (kind: 'to' | 'cc') =>
    recipients
      .filter((one) => one.kind === kind)
      .map(({ address, name, salt }) => ({ address, name, salt: base64(salt) }));
  const batch = sealPlace(envelope);
  return {
    envelopeId: envelope.id,
    seal: base64(envelope.seal),
    batch: batch && { ...batch, path: [...batch.path] },
    addenda: signedAddenda(services.keys, envelope.addenda).map(
      ({ document, timestampResponse, ...signed }) => ({
        ...signed,
        batch: { ...signed.batch, path: [...signed.batch.path] },
        document: base64(document),
        timestampResponse: timestampResponse && base64(timestampResponse),
      }),
    ),
    sealSignature: envelope.sealSignature,
    sealingKey: sealingKey.publicKey,
    timestampResponse: envelope.timestampResponse && base64(envelope.timestampResponse),
    timestampRoots: await services.timestamper.roots(),
    to: visible('to'),
    cc: visible('cc'),
    objects: await signRequests(services.objectStore, envelope, signedFor),
  };
}

/** A signed GET, valid for a short time, for every object the seal names; nothing else of the envelope's folder. */
export async function signRequests(
  objectStore: Services['objectStore'],
  envelope: Pick<Sealed, 'id' | 'seal'>,
  signedFor: SignedFor,
): Promise<Record<string, SignedRequestAnswer>> {
  const seal = parseSeal(envelope.seal);
  const own: ObjectHome = { envelopeId: envelope.id };
  const objects = seal.parts.flatMap(({ id, segments }) => {
    const home: ObjectHome = seal.format === 'pli-seal-1' ? own : { partId: id };
    return segments.map(({ sha256 }) => [sha256, home] as const);
  });
  const homes = new Map<string, ObjectHome>([[seal.manifest.sha256, own], ...objects]);
  return signRequestsOf(objectStore, homes, signedFor);
}

/** Base64 (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
