import type { OpenDraftAnswer } from '../../envelope/wire';
import { segmentCount } from '../../transfer/segment-plan';
import type { StoredSegment } from '../upload/upload-messages';
import type { DraftAttachment } from './draft-content';

type DraftSegment = DraftAttachment['segments'][number];

/**
 * The segments of an attachment that need not go again: remembered in the encrypted draft, and stored by the server under the very same ciphertext digest. What only one side knows proves nothing.
 */
export function keptSegments(attachment: DraftAttachment, parts: OpenDraftAnswer['parts']): DraftSegment[] {
  const stored = new Map(
    parts
      .find((part) => part.id === attachment.partId)
      ?.segments.map((segment) => [segment.index, segment.sha256]),
  );
  return attachment.segments.filter((segment) => stored.get(segment.index) === segment.sha256);
}

/** Whether the part is stored whole, so that the file itself is not needed any more. */
export function isStoredWhole(attachment: DraftAttachment, kept: readonly DraftSegment[]): boolean {
  return attachment.plaintextSha256 !== null && kept.length === segmentCount(attachment.bytes);
}

/** Of kept segments, those that a chosen file can be held against. */
export function provableSegments(kept: readonly DraftSegment[]): StoredSegment[] {
  return kept.flatMap(({ plaintextSha256, ...segment }) =>
    plaintextSha256 === null ? [] : [{ ...segment, plaintextSha256 }],
  );
}

/** What identifies a chosen file before its bytes are read. */
export type FileIdentity = { name: string; size: number; lastModified: number };

/**
 * The waiting attachment that a chosen file is likely to be: same name and size; among several, the one with the same
 * date. Its bytes are then compared with the kept segments while they are read.
 */
export function attachmentForFile<A extends Pick<DraftAttachment, 'name' | 'bytes' | 'lastModified'>>(
  file: FileIdentity,
  waiting: readonly A[],
): A | undefined {
  const alike = waiting.filter(
    (attachment) => attachment.name === file.name.normalize('NFC') && attachment.bytes === file.size,
  );
  return alike.find((attachment) => attachment.lastModified === file.lastModified) ?? alike[0];
}
