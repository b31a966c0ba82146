import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { UserActor } from '../../lib/access/actor';
import { createDraft } from '../../lib/draft/create-draft';
import { nameParts } from '../../lib/draft/name-parts';
import { registerSegments } from '../../lib/draft/register-segments';
import { currentVaultKey } from '../../lib/envelope/vault-key';
import type { NamePartsRequest, SealRequest } from '../../lib/envelope/wire';
import type { Bytes } from '../../lib/envelope-format/bytes';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import type { ManifestPart2 } from '../../lib/envelope-format/manifest-2';
import { partKeysOf } from '../../lib/envelope-format/part-key';
import type { Services } from '../../lib/services';
import { bodyPart, filePart } from '../../lib/writing/describe-part';
import { draftRequestOf } from '../../lib/writing/draft-request';
import { newLetterKeys } from '../../lib/writing/new-letter';
import { sealRequestOf } from '../../lib/writing/seal-request';
import { writeSmallPart } from '../../lib/writing/write-small-part';
import type { Box } from './cast';

type Upload = { partId: string; sha256: string; bytes: Uint8Array };
type Mailbox = { id: string; address: string };
/** A letter as its writer's device knows it. */
export type WrittenLetter = {
  envelopeId: string;
  mailbox: Mailbox;
  recipients: readonly string[];
  contentKey: Bytes;
  text: string;
  /** Written for this letter: the body first. */
  own: readonly ManifestPart2[];
  /** Of letters that it forwards, their keys wrapped for this one. */
  named: readonly ManifestPart2[];
  inReplyTo: string | null;
  forwards: readonly string[];
  /** What seals it as it stands. */
  request: SealRequest;
  /** What was signed and never sent, or was replaced: an upload under way may bring it still. */
  late: readonly Upload[];
};

/** Makes a draft and stores body and files, by the code that page and command use. */
export async function writeLetter(
  services: Services,
  actor: UserActor,
  draft: Pick<WrittenLetter, 'mailbox' | 'recipients' | 'inReplyTo' | 'forwards'>,
  files: number,
): Promise<WrittenLetter> {
  const envelopeId = uuidv7();
  const keys = await newLetterKeys(envelopeId, (await currentVaultKey(services)).publicKey);
  await createDraft(services, actor, { envelopeId, ...draftRequestOf(draft.mailbox.id, keys) });
  const { contentKey } = keys;
  const bare = { ...draft, envelopeId, contentKey, text: '', own: [], named: [], late: [] };
  return storeContent(services, actor, bare, files);
}

/** A new body, and new files, take the place of the former ones; what was named stays. */
export async function storeContent(
  services: Services,
  actor: UserActor,
  before: Omit<WrittenLetter, 'request'>,
  files: number,
): Promise<WrittenLetter> {
  const { envelopeId, contentKey } = before;
  const keys = await partKeysOf(contentKey);
  const text = `<p>${randomBytes(12).toString('hex')}</p>`;
  const body = await writeSmallPart(keys, uuidv7(), new TextEncoder().encode(text));
  const attached = await Promise.all(
    Array.from({ length: files }, () => writeSmallPart(keys, uuidv7(), new Uint8Array(randomBytes(300)))),
  );
  const own = [
    bodyPart(body.stored),
    ...attached.map(({ stored }, n) =>
      filePart(stored, { name: `résultat ${n}.pdf`, mediaType: 'application/pdf' }),
    ),
  ];
  const uploads = [body, ...attached].map(({ stored: { id, segments }, ciphertext }) => ({
    partId: id,
    sha256: segments[0]?.sha256 ?? '',
    bytes: ciphertext,
  }));
  await registerSegments(services, actor, {
    envelopeId,
    segments: uploads.map(({ partId, sha256, bytes }, n) => ({
      partId,
      kind: n === 0 ? ('body' as const) : ('attachment' as const),
      index: 0,
      sha256,
      ciphertextBytes: bytes.length,
    })),
  });
  for (const upload of uploads) await putObject(services, upload);
  const late = [...before.late, ...uploads].slice(-6);
  return withRequest({ ...before, text, own, late });
}

/** The letter with all files of another one, which its author may open at this moment. @throws AppError `not-found` */
export async function nameFiles(
  services: Services,
  actor: UserActor,
  letter: WrittenLetter,
  source: { letter: WrittenLetter; from: NamePartsRequest['from'] },
): Promise<WrittenLetter> {
  const files = [...source.letter.own, ...source.letter.named].filter(({ kind }) => kind === 'attachment');
  const parts = files.map(({ id }) => id);
  await nameParts(services, actor, { envelopeId: letter.envelopeId, from: source.from, parts });
  const [theirs, ours] = [await partKeysOf(source.letter.contentKey), await partKeysOf(letter.contentKey)];
  const named = await Promise.all(
    files.map(async (part) => ({
      ...part,
      wrappedKey: await ours.wrap(await theirs.unwrapBytes(part.wrappedKey)),
    })),
  );
  return withRequest({ ...letter, named });
}

async function withRequest(letter: Omit<WrittenLetter, 'request'>): Promise<WrittenLetter> {
  const { envelopeId, mailbox, recipients, contentKey, own, named, inReplyTo, forwards } = letter;
  const request = await sealRequestOf(
    {
      envelopeId,
      mailboxId: mailbox.id,
      fromAddress: mailbox.address,
      recipients: recipients.map((address) => ({ address, kind: 'to' })),
      title: 'Compte rendu',
      titleShown: true,
      inReplyTo,
      forwards: [...forwards],
    },
    [...own, ...named],
    (plaintext) => encryptSegment(contentKey, plaintext),
  );
  return { ...letter, request };
}

/** Stores bytes that a signed request allows. */
export function putObject(services: Services, { partId, sha256, bytes }: Upload): Promise<void> {
  return services.objectStore.put({ partId, sha256 }, bytes.length, once(bytes));
}

/** Addresses of mailboxes. */
export const addressesOf = (mailboxes: Record<Box, Mailbox>, to: readonly Box[]): string[] =>
  to.map((box) => mailboxes[box].address);

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
