import type { OpenEnvelopeAnswer, PartKind } from '../../envelope/wire';
import type { FormatVersion } from '../../envelope-format/content-key';
import type { LetterMarks } from '../../envelope-format/manifest-2';
import type { Seal } from '../../envelope-format/seal';
import type { WrittenSegment } from '../../writing/write-segment';
import type { StoredContent } from '../../writing/write-small-part';

import type { OpeningPlace } from '../open/open-messages';

/**
 * A segment that the server has acknowledged, as the manifest will name it. The digest of its plaintext also lets a resume prove that the
 * file is the same.
 */
export type StoredSegment = WrittenSegment['digest'] & { index: number };

/** The same as a draft remembers it; a page from before did not say the digest of the plaintext. */
export type RememberedSegment = Omit<StoredSegment, 'plaintextSha256'> & { plaintextSha256: string | null };

/** A part that is stored whole: all the manifest needs. `wrappedKey` is null in a draft of version 1. */
export type StoredPart = Omit<StoredContent, 'wrappedKey'> & { wrappedKey: string | null };

/** A part of a sent letter as a draft names it: its key is wrapped under the draft's own. */
export type TakenPart = { stored: StoredPart; name: string; mediaType: string; contentId: string | null };

/** What a letter held, for a new draft of it; verified. */
export type TakenLetter = Pick<OpenEnvelopeAnswer, 'envelopeId' | 'to' | 'cc'> & {
  sender: Seal['sender'];
  sealedAt: string;
  /** As which address the reader got it; null on the sender's side. */
  readAs: string | null;
  title: string;
  html: string;
  /** Null of a letter of version 1, which has none. */
  marks: LetterMarks | null;
  parts: TakenPart[];
  /** Of a letter of version 1, whose files have no keys of their own: their bytes. */
  files: File[];
};

/** Why a part waits or ended; a key of the `compose` catalogue. */
export type PartFailure =
  | 'file-unreadable'
  | 'file-differs'
  | 'attachments-too-large'
  | 'quota-reached'
  | 'storage-full'
  | 'draft-gone'
  | 'refused';

/** A part to upload. */
export type PartToUpload = {
  partId: string;
  kind: PartKind;
  source: Blob;
  /** The part's key as a manifest names it, where some of the part is stored under it. */
  wrappedKey: string | null;
  kept: StoredSegment[];
  /** Read before the parts that wait: a message, a manifest. */
  urgent: boolean;
};

/** From the page to the upload worker. */
export type UploadCommand =
  | { type: 'start'; origin: string; draftsPath: string }
  | { type: 'make-key'; envelopeId: string; vaultPublicKey: string }
  | { type: 'use-key'; envelopeId: string; contentKey: Uint8Array<ArrayBuffer>; format: FormatVersion }
  /** The server knows the draft now: segments can be registered. */
  | { type: 'draft-made' }
  | ({ type: 'add' } & PartToUpload)
  | { type: 'pause' | 'resume' | 'cancel' | 'retry'; partId: string }
  /** Try again now whatever waits: the network is back, or the person has signed in again. */
  | { type: 'wake' }
  /** Under the letter's own key, as a manifest and the draft's text are. */
  | { type: 'encrypt' | 'decrypt'; requestId: number; bytes: Uint8Array<ArrayBuffer> }
  /** Encrypts a part of one segment, which then travels inside a request. */
  | { type: 'write-small'; requestId: number; partId: string; source: Blob }
  /** Reads a stored picture of the draft back. */
  | { type: 'read-picture'; requestId: number; wrappedKey: string | null; segments: RememberedSegment[] }
  /** Opens a letter that was sent, so that the draft can name its parts. */
  | { type: 'take-letter'; requestId: number; place: OpeningPlace };

/** From the upload worker to the page. */
export type UploadEvent =
  | { type: 'ready' }
  | { type: 'key-made'; keyPacket: Uint8Array<ArrayBuffer> }
  | { type: 'progress'; partId: string; bytesDone: number }
  | { type: 'segment-stored'; partId: string; wrappedKey: string | null; segment: StoredSegment }
  | { type: 'part-stored'; part: StoredPart }
  | { type: 'part-failed'; partId: string; failure: PartFailure }
  /** Something waits: for the network (`attempt` from 1), or for the person to sign in. Null: nothing waits any more. */
  | { type: 'waiting'; reason: 'network' | 'server' | 'sign-in' | null; attempt: number }
  /** What was encrypted or decrypted. */
  | { type: 'bytes'; requestId: number; bytes: Uint8Array<ArrayBuffer> }
  | { type: 'small-written'; requestId: number; stored: StoredContent; ciphertext: Uint8Array<ArrayBuffer> }
  /** Null: what is stored is no picture that stands in a text. */
  | { type: 'picture-read'; requestId: number; picture: Blob | null }
  | { type: 'letter-taken'; requestId: number; letter: TakenLetter }
  | { type: 'request-failed'; requestId: number; reason: string }
  | { type: 'broken'; reason: string };
