import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { memorySource, storePart as storeByCommand } from '../../lib/command/store-part';
import { createDraft } from '../../lib/draft/create-draft';
import { registerSegments } from '../../lib/draft/register-segments';
import { currentVaultKey } from '../../lib/envelope/vault-key';
import {
  type ParsedSealRequest,
  registerSegmentsRequest,
  type SegmentToRegister,
  sealRequest,
} from '../../lib/envelope/wire';
import type { Bytes } from '../../lib/envelope-format/bytes';
import { sha256Hex } from '../../lib/envelope-format/digest';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import type { ManifestPart2 } from '../../lib/envelope-format/manifest-2';
import { partKeysOf } from '../../lib/envelope-format/part-key';
import type { Services } from '../../lib/services';
import { createSlots } from '../../lib/transfer/slots';
import { bodyPart, filePart } from '../../lib/writing/describe-part';
import { draftRequestOf } from '../../lib/writing/draft-request';
import { newLetterKeys } from '../../lib/writing/new-letter';
import { sealRequestOf, type WrittenLetter } from '../../lib/writing/seal-request';
import type { Person } from './sealed-world';

/** A draft as its author's browser knows it. */
export type TestDraft = { envelopeId: string; contentKey: Bytes; keyPacket: string; author: Person };
/** A part that was registered and stored, as the manifest names it. */
export type StoredPart = ManifestPart2;

/** Makes a draft with keys of its own, as page and command do. */
export async function makeDraft(services: Services, author: Person): Promise<TestDraft> {
  const envelopeId = uuidv7();
  const { publicKey } = await currentVaultKey(services);
  const keys = await newLetterKeys(envelopeId, publicKey);
  const request = draftRequestOf(author.mailboxId, keys);
  await createDraft(services, author.actor, { envelopeId, ...request });
  return { envelopeId, contentKey: keys.contentKey, keyPacket: request.keyPacket, author };
}

/** Ciphertext of one segment, with its digest. */
export async function encryptedSegment(plaintext: Uint8Array) {
  const ciphertext = await encryptSegment(new Uint8Array(randomBytes(32)), plaintext);
  return { ciphertext, digest: { sha256: await sha256Hex(ciphertext), ciphertextBytes: ciphertext.length } };
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

/** Registers and stores a whole part, by the command's code. */
export async function storePart(
  services: Services,
  { envelopeId, contentKey, author }: TestDraft,
  kind: 'body' | 'attachment',
  plaintext: Uint8Array = randomBytes(100),
): Promise<StoredPart> {
  let home = { partId: '' };
  const api = {
    async call<Answer>(_method: string, _path: string, json?: unknown): Promise<Answer> {
      const { segments } = registerSegmentsRequest.parse(json);
      home = { partId: segments[0]?.partId ?? '' };
      const requests = await registerSegments(services, author.actor, { envelopeId, segments });
      return { requests } as Answer; // what the route answers to the only call there is
    },
    async putObject(_signed: unknown, bytes: Bytes) {
      const sha256 = await sha256Hex(bytes);
      await services.objectStore.put({ ...home, sha256 }, bytes.length, once(bytes));
    },
  };
  const keys = await partKeysOf(contentKey);
  const place = { api, draftId: envelopeId, keys, slots: createSlots(1) };
  const stored = await storeByCommand(place, kind, memorySource(new Uint8Array(plaintext)));
  const named = { name: `${stored.id}.bin`, mediaType: 'application/octet-stream' };
  return kind === 'body' ? bodyPart(stored) : filePart(stored, named);
}

/** Body and attachments, all stored. */
export async function storeLetter(
  services: Services,
  draft: TestDraft,
  attachments: readonly Uint8Array[] = [],
): Promise<StoredPart[]> {
  const parts = [await storePart(services, draft, 'body')];
  for (const bytes of attachments) parts.push(await storePart(services, draft, 'attachment', bytes));
  return parts;
}

/** How many objects the vault holds of a letter's manifest and parts. */
export async function storedObjects(
  { objectStore }: Pick<Services, 'objectStore'>,
  { envelopeId, parts }: { envelopeId: string; parts: readonly Pick<StoredPart, 'id'>[] },
): Promise<number> {
  const homes = [{ envelopeId }, ...parts.map(({ id }) => ({ partId: id }))];
  const lists = await Promise.all(homes.map((home) => objectStore.list(home)));
  return lists.reduce((sum, list) => sum + list.size, 0);
}

/** What page and command ask to be sealed, the manifest inside. */
export async function requestFor(
  { envelopeId, contentKey, author }: TestDraft,
  parts: readonly StoredPart[],
  recipients: ParsedSealRequest['recipients'],
  others: Partial<WrittenLetter> = {},
): Promise<ParsedSealRequest> {
  const letter = {
    envelopeId,
    mailboxId: author.mailboxId,
    fromAddress: author.actor.email,
    title: 'Compte rendu',
    titleShown: true,
    recipients,
    ...others,
  };
  return sealRequest.parse(await sealRequestOf(letter, parts, (bytes) => encryptSegment(contentKey, bytes)));
}

export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
