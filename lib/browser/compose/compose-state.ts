import type { PartFailure } from '../upload/upload-messages';
import type { DraftAttachment, DraftText } from './draft-content';
import type { SaveState } from './draft-saver';

/** One file of the draft as the page shows it. */
export type Attachment = DraftAttachment & {
  /** Null after a reload: the browser may not read it again until the person chooses it again. */
  file: File | null;
  status: 'uploading' | 'paused' | 'stored' | 'failed' | 'file-needed';
  failure: PartFailure | null;
  bytesDone: number;
  /** It travels inside a request: the next save, or the one for the seal. */
  small: boolean;
  /** As it does so: encrypted, in base64. Null while it is not. */
  carried: string | null;
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
  const { partId, name, mediaType, bytes, lastModified, plaintextSha256, wrappedKey, contentId, segments } =
    attachment;
  return { partId, name, mediaType, bytes, lastModified, plaintextSha256, wrappedKey, contentId, segments };
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
    wrappedKey: null,
    contentId: null,
    segments: [],
    small: false,
    carried: null,
  };
}

/** What bounds the files of a draft. `roomBytes`: how much more than at the page's beginning may be stored. */
export type FileLimits = { attachmentBytesMax: number; attachmentsMax: number; roomBytes: number };

/** Bytes of files chosen on this page: what was stored before it began is counted already. */
export function newBytesOf(present: readonly Pick<Attachment, 'bytes' | 'file'>[]): number {
  return present.reduce((sum, { bytes, file }) => sum + (file === null ? 0 : bytes), 0);
}

/** Files that still fit, in their order, and those that do not: said before a byte is sent. */
export function splitByLimit(
  files: readonly File[],
  present: readonly Pick<Attachment, 'bytes' | 'file'>[],
  limits: FileLimits,
): { fitting: File[]; refused: File[] } {
  let bytes = present.reduce((sum, attachment) => sum + attachment.bytes, 0);
  let count = present.length;
  let newBytes = newBytesOf(present);
  const fitting: File[] = [];
  const refused: File[] = [];
  for (const file of files) {
    const isTooMuch =
      bytes + file.size > limits.attachmentBytesMax || newBytes + file.size > limits.roomBytes;
    if (isTooMuch || count + 1 > limits.attachmentsMax) {
      refused.push(file);
    } else {
      bytes += file.size;
      newBytes += file.size;
      count += 1;
      fitting.push(file);
    }
  }
  return { fitting, refused };
}
