import 'server-only';
import type { Tx } from '../db/transaction';
import type { Sealed } from '../envelope/read-sealed';
import type { OpenEnvelopeAnswer, SignedRequestAnswer } from '../envelope/wire';
import { parseSeal } from '../envelope-format/seal';
import type { SignedRequest } from '../ports/object-store';
import type { Services } from '../services';

/** What a reader verifies and fetches, without the key: seal, signature, timestamp, the visible recipients, where the objects lie. */
export type ReadingMaterial = Omit<OpenEnvelopeAnswer, 'contentKey' | 'recipient'>;

/** @throws Error when the key that signed is not among ours any more: nobody could verify it */
export async function readingMaterial(
  services: Pick<Services, 'keys' | 'objectStore' | 'timestamper'>,
  tx: Tx,
  envelope: Sealed,
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
  return {
    envelopeId: envelope.id,
    seal: base64(envelope.seal),
    batch: null, // seals of version 1 are signed alone
    addenda: [],
    sealSignature: envelope.sealSignature,
    sealingKey: sealingKey.publicKey,
    timestampResponse: envelope.timestampResponse && base64(envelope.timestampResponse),
    timestampRoots: await services.timestamper.roots(),
    to: visible('to'),
    cc: visible('cc'),
    objects: await signRequests(services.objectStore, envelope),
  };
}

/** A signed GET, valid for a short time, for every object the seal names; nothing else of the envelope's folder. */
export async function signRequests(
  objectStore: Services['objectStore'],
  envelope: Pick<Sealed, 'id' | 'seal'>,
): Promise<Record<string, SignedRequestAnswer>> {
  const seal = parseSeal(envelope.seal);
  const digests = [seal.manifest, ...seal.parts.flatMap((part) => part.segments)].map(({ sha256 }) => sha256);
  const signed = [...new Set(digests)].map(
    async (sha256) =>
      [sha256, toAnswer(await objectStore.signGet({ envelopeId: envelope.id, sha256 }))] as const,
  );
  return Object.fromEntries(await Promise.all(signed));
}

function toAnswer(signed: SignedRequest): SignedRequestAnswer {
  return {
    method: signed.method,
    url: signed.url,
    headers: { ...signed.headers },
    expiresAt: signed.expiresAt.toISOString(),
  };
}

/** Base64 (RFC 4648, section 4). */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
