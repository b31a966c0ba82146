import { v7 as uuidv7 } from 'uuid';
import type { SealRequest } from '../envelope/wire';
import type { Bytes } from '../envelope-format/bytes';
import { encryptSegment } from '../envelope-format/encrypt-segment';
import type { ManifestPart2 } from '../envelope-format/manifest-2';
import { partKeysOf } from '../envelope-format/part-key';
import { toBase64 } from '../transfer/base64';
import { bodyPart, filePart } from './describe-part';
import { draftRequestOf } from './draft-request';
import { newLetterKeys } from './new-letter';
import { sealRequestOf, type WrittenLetter } from './seal-request';
import { writeSmallPart } from './write-small-part';

/** A file whole in memory, of one segment (8 MiB) at most. */
export type SmallFile = { name: string; mediaType: string; bytes: Bytes };

/** What its writer's program knows of a letter that travels whole in one request. */
export type SmallLetter = { contentKey: Bytes; parts: ManifestPart2[]; request: SealRequest };

/**
 * Writes a letter whose parts all travel with the request that seals it: draft, text, files and manifest.
 * @param vaultPublicKey ASCII armour
 * @param html the text
 */
export async function writeSmallLetter(
  vaultPublicKey: string,
  letter: Omit<WrittenLetter, 'draft' | 'carried'>,
  { html, files }: { html: string; files: readonly SmallFile[] },
): Promise<SmallLetter> {
  const letterKeys = await newLetterKeys(letter.envelopeId, vaultPublicKey);
  const { contentKey } = letterKeys;
  const keys = await partKeysOf(contentKey);
  const write = (plaintext: Bytes) => writeSmallPart(keys, uuidv7(), plaintext);
  const body = await write(new TextEncoder().encode(html));
  const attached = await Promise.all(
    files.map(async ({ bytes, ...named }) => ({ named, ...(await write(bytes)) })),
  );
  const parts = [bodyPart(body.stored), ...attached.map(({ stored, named }) => filePart(stored, named))];
  const carried = [body, ...attached].map(({ stored, ciphertext }) => ({
    partId: stored.id,
    bytes: toBase64(ciphertext),
  }));
  const draft = draftRequestOf(letter.mailboxId, letterKeys);
  const request = await sealRequestOf({ ...letter, draft, carried }, parts, (plaintext) =>
    encryptSegment(contentKey, plaintext),
  );
  return { contentKey, parts, request };
}
