import type { PartFailure, StoredSegment } from '../upload/upload-messages';
import type { DraftAttachment, DraftText } from './draft-content';
import type { SaveState } from './draft-saver';

/** One file of the draft as the page shows it. */
export type Attachment = {
  partId: string;
  name: string;
  mediaType: string;
  bytes: number;
  lastModified: number;
  /** Null after a reload: the browser may not read it again until the person chooses it again. */
  file: File | null;
  status: 'uploading' | 'paused' | 'stored' | 'failed' | 'file-needed';
  failure: PartFailure | null;
  bytesDone: number;
  plaintextSha256: string | null;
  segments: StoredSegment[];
};

/** Why Send ended without a seal: our own reason, or a refusal of the server with its sentence. */
export type SendFailure =
  | { code: 'files-incomplete' | 'network-lost' | 'storage-full' | 'internal' }
  | { code: 'refused'; reason: string; sentence: string };

/** What the compose page shows: an immutable snapshot. */
export type ComposeState = {
  envelopeId: string;
  /** `gone`: not there, not ours, or sealed already. */
  phase: 'opening' | 'editing' | 'gone' | 'unreachable' | 'sending' | 'sealing' | 'sealed';
  text: DraftText;
  /** Counts how often the text was replaced from outside, so that an editor knows to take it over. */
  textVersion: number;
  attachments: readonly Attachment[];
  save: SaveState;
  /** What the uploads wait for. */
  waiting: 'network' | 'server' | 'sign-in' | null;
  /** The session has ended, and the password is being asked for: stays while a save tries again behind the question. */
  signInNeeded: boolean;
  sendFailure: SendFailure | null;
  /** The worker cannot go on; the page must be loaded again. */
  broken: boolean;
};

/**
 * Whether the password is to be asked for, after `state` has become what it is. The question stays until uploads and save
 * both go on (the person may have signed in on another page): one that went and came would take half a password with it.
 */
export function isSignInNeeded({ signInNeeded, waiting, save }: ComposeState): boolean {
  if (waiting === 'sign-in' || save.state === 'sign-in') return true;
  return signInNeeded && save.state !== 'saved';
}

/** The attachment as the encrypted draft remembers it. */
export function rememberedAttachment(attachment: Attachment): DraftAttachment {
  const { partId, name, mediaType, bytes, lastModified, plaintextSha256, segments } = attachment;
  return { partId, name, mediaType, bytes, lastModified, plaintextSha256, segments };
}

/** A file that has just been dropped. */
export function newAttachment(partId: string, file: File): Attachment {
  return {
    partId,
    name: file.name.normalize('NFC'),
    mediaType: file.type || 'application/octet-stream',
    bytes: file.size,
    lastModified: file.lastModified,
    file,
    status: 'uploading',
    failure: null,
    bytesDone: 0,
    plaintextSha256: null,
    segments: [],
  };
}

/** Files that still fit, in their order, and those that do not: said before a byte is sent. */
export function splitByLimit(
  files: readonly File[],
  present: readonly { bytes: number }[],
  limits: { attachmentBytesMax: number; attachmentsMax: number },
): { fitting: File[]; refused: File[] } {
  let bytes = present.reduce((sum, attachment) => sum + attachment.bytes, 0);
  let count = present.length;
  const fitting: File[] = [];
  const refused: File[] = [];
  for (const file of files) {
    if (bytes + file.size > limits.attachmentBytesMax || count + 1 > limits.attachmentsMax) {
      refused.push(file);
    } else {
      bytes += file.size;
      count += 1;
      fitting.push(file);
    }
  }
  return { fitting, refused };
}
