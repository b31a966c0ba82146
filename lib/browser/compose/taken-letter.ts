import type { NamePartsRequest } from '../../envelope/wire';
import type { TakenLetter, TakenPart } from '../upload/upload-messages';
import type { ComposeSession } from './compose-session';
import type { DraftAttachment } from './draft-content';

/** A letter that one may open: by its link, or one of a mailbox of one's own by its id. */
export type LetterPlace = NamePartsRequest['from'];

/** Where its API is. */
export function pathOf(place: LetterPlace): string {
  return 'reference' in place ? `/api/e/${place.reference}` : `/api/envelopes/${place.envelopeId}`;
}

/**
 * Opens and verifies a letter for a draft, which is made once that has succeeded: one that cannot be opened leaves no empty draft behind.
 * @throws Error where it cannot be opened or does not verify; ApiProblem
 */
export async function takeLetter(session: ComposeSession, place: LetterPlace): Promise<TakenLetter> {
  const path = pathOf(place);
  const letter = await session.client.takeLetter({
    openPath: `${path}/open`,
    objectsPath: `${path}/objects`,
  });
  await session.ensureMade();
  return letter;
}

/** A part of a taken letter as an attachment of the draft that names it too. */
export function attachmentOf(
  { stored, name, mediaType, contentId }: TakenPart,
  { sealedAt }: TakenLetter,
): DraftAttachment {
  const { id: partId, plaintextBytes: bytes, plaintextSha256, wrappedKey } = stored;
  const segments = stored.segments.map((digest, index) => ({ index, ...digest }));
  const lastModified = Date.parse(sealedAt);
  return { partId, name, mediaType, bytes, lastModified, plaintextSha256, wrappedKey, contentId, segments };
}
