import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { createDraft } from '../../lib/draft/create-draft';
import { registerSegments } from '../../lib/draft/register-segments';
import {
  type ParsedSealRequest,
  type PartKind,
  type SegmentToRegister,
  sealRequest,
} from '../../lib/envelope/wire';
import { deriveContentKey } from '../../lib/envelope-format/content-key';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { importContentKey } from '../../lib/envelope-format/segment-cipher';
import { segmentPlaintextBytesMax } from '../../lib/envelope-format/types';
import type { Services } from '../../lib/services';
import { freshKeyPacket } from './key-packet';
import type { Person } from './sealed-world';

/** A draft as its author's browser knows it. */
export type TestDraft = { envelopeId: string; contentKey: Uint8Array; keyPacket: string; author: Person };
/** A part that was registered and stored. */
export type StoredPart = {
  id: string;
  kind: PartKind;
  segments: number;
  digests: { sha256: string; ciphertextBytes: number }[];
};

/** Where a request came from, in tests. */
export const testClient = { address: '192.0.2.7', agent: 'vitest' };

/** Makes a draft with a real key packet. */
export async function makeDraft(services: Services, author: Person): Promise<TestDraft> {
  const envelopeId = uuidv7();
  const { seed, keyPacket } = await freshKeyPacket(services.keys.vault.publicKey);
  await createDraft(services, author.actor, { envelopeId, mailboxId: author.mailboxId, keyPacket });
  return { envelopeId, contentKey: await deriveContentKey(seed, envelopeId), keyPacket, author };
}

/** Ciphertext of one segment, with its digest. */
export async function encryptedSegment({ contentKey }: TestDraft, plaintext: Uint8Array) {
  const ciphertext = await encryptSegment(await importContentKey(new Uint8Array(contentKey)), plaintext);
  const sha256 = createHash('sha256').update(ciphertext).digest('hex');
  return { ciphertext, digest: { sha256, ciphertextBytes: ciphertext.length } };
}

/** Registers one segment alone, and gives the request that stores it. */
export async function registerSegment(
  services: Services,
  actor: Person['actor'],
  { envelopeId, ...segment }: SegmentToRegister & { envelopeId: string },
) {
  const [request] = await registerSegments(services, actor, { envelopeId, segments: [segment] });
  if (!request) throw new Error('no request');
  return request;
}

/** Registers and stores a whole part. */
export async function storePart(
  services: Services,
  draft: TestDraft,
  kind: PartKind,
  plaintext: Uint8Array = randomBytes(100),
): Promise<StoredPart> {
  const id = uuidv7();
  const digests = [];
  for (let at = 0; at === 0 || at < plaintext.length; at += segmentPlaintextBytesMax) {
    const { ciphertext, digest } = await encryptedSegment(
      draft,
      plaintext.subarray(at, at + segmentPlaintextBytesMax),
    );
    const { envelopeId } = draft;
    await registerSegment(services, draft.author.actor, {
      envelopeId,
      partId: id,
      kind,
      index: digests.length,
      ...digest,
    });
    await services.objectStore.put(
      { envelopeId, sha256: digest.sha256 },
      ciphertext.length,
      once(ciphertext),
    );
    digests.push(digest);
  }
  return { id, kind, segments: digests.length, digests };
}

/** Body, attachments and manifest, all stored; the manifest's content is of no matter to the server. */
export async function storeLetter(
  services: Services,
  draft: TestDraft,
  attachments: readonly Uint8Array[] = [],
): Promise<StoredPart[]> {
  const body = await storePart(services, draft, 'body');
  const files = [];
  for (const bytes of attachments) files.push(await storePart(services, draft, 'attachment', bytes));
  return [await storePart(services, draft, 'manifest'), body, ...files];
}

/** What the browser asks to be sealed. */
export function requestFor(
  draft: TestDraft,
  parts: readonly StoredPart[],
  recipients: ParsedSealRequest['recipients'],
  others: Partial<ParsedSealRequest> = {},
): ParsedSealRequest {
  return sealRequest.parse({
    mailboxId: draft.author.mailboxId,
    fromAddress: draft.author.actor.email,
    title: 'Compte rendu',
    recipients,
    parts: parts.map(({ id, kind, segments }) => ({ id, kind, segments })),
    ...others,
  });
}

export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
