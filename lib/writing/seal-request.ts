import type { SealRequest } from '../envelope/wire';
import { type Bytes, randomBytes, toHex } from '../envelope-format/bytes';
import { encodeManifest } from '../envelope-format/manifest';
import {
  buildManifest2,
  type LetterMarks,
  type ManifestPart2,
  plainMarks,
} from '../envelope-format/manifest-2';
import { saltedHash } from '../envelope-format/salted-hash';
import { wellFormed } from '../envelope-format/well-formed';
import { oneLine } from '../one-line';
import { toBase64 } from '../transfer/base64';
import { cleanTyped } from '../typed-text';

/** What a sender says of a letter, beside its parts. */
export type WrittenLetter = Pick<
  SealRequest,
  'mailboxId' | 'fromAddress' | 'recipients' | 'expiresInDays' | 'releaseAt' | 'draft' | 'carried'
> & {
  envelopeId: string;
  title: string;
  /** Whether the organisation lets titles stand in notifications and lists. */
  titleShown: boolean;
  marks?: LetterMarks;
  inReplyTo?: string | null;
  forwards?: string[];
};

/** The longest title that is sealed, in characters. */
const titleCharactersMax = 200;

/** A title as it is sealed and may be told: one line, nothing unseen at its ends. */
export function sealedTitle(typed: string): string {
  return cleanTyped(oneLine(wellFormed(typed), titleCharactersMax));
}

/**
 * The request that seals a letter of version 2, with its manifest inside: the one place where what is written becomes what is sealed, for
 * page, command and tests.
 * @param parts the body first, then attachments, then an original, as they are stored
 * @param encrypt one segment under the letter's content key
 */
export async function sealRequestOf(
  letter: WrittenLetter,
  parts: readonly ManifestPart2[],
  encrypt: (plaintext: Bytes) => Promise<Bytes>,
): Promise<SealRequest> {
  const { envelopeId, titleShown, marks = plainMarks, inReplyTo = null, forwards = [], ...asked } = letter;
  const title = sealedTitle(letter.title);
  const salt = randomBytes(32);
  const titleSalt = toHex(salt);
  const manifest = buildManifest2({ envelopeId, title, titleSalt, marks, parts: [...parts] });
  const isTold = titleShown && title !== '';
  return {
    ...asked,
    title: isTold ? title : null,
    parts: parts.map(({ id, kind, segments }) => ({ id, kind, segments: segments.length })),
    facts: {
      manifest: toBase64(await encrypt(encodeManifest(manifest))),
      titleHash: await saltedHash(title, salt),
      titleSalt: isTold ? titleSalt : null,
      inReplyTo,
      forwards,
    },
  };
}
