import type { PartKind } from '../../envelope/wire';
import type { Sha256Hex } from '../../envelope-format/types';

/** A segment that the server has acknowledged, with what lets a resume prove that the file is the same. */
export type StoredSegment = {
  index: number;
  sha256: Sha256Hex;
  ciphertextBytes: number;
  /** Of the state of the file's running SHA-256 after this segment: all plaintext up to its end stands behind it. */
  prefixSha256: Sha256Hex;
};

/** A part that is stored whole: all the manifest needs. `segments` in order. */
export type StoredPart = {
  partId: string;
  plaintextBytes: number;
  plaintextSha256: Sha256Hex;
  segments: StoredSegment[];
};

/** Why a part waits or ended; a key of the `compose` catalogue. */
export type PartFailure =
  | 'file-unreadable'
  | 'file-differs'
  | 'attachments-too-large'
  | 'storage-full'
  | 'draft-gone'
  | 'refused';

/** From the page to the upload worker. */
export type UploadCommand =
  | { type: 'start'; origin: string }
  | { type: 'make-key'; envelopeId: string; vaultPublicKey: string }
  | { type: 'use-key'; envelopeId: string; contentKey: Uint8Array<ArrayBuffer> }
  /** The server knows the draft now: segments can be registered. */
  | { type: 'draft-made' }
  | { type: 'add'; partId: string; kind: PartKind; source: Blob; kept: StoredSegment[]; urgent: boolean }
  | { type: 'pause' | 'resume' | 'cancel' | 'retry'; partId: string }
  /** Try again now whatever waits: the network is back, or the person has signed in again. */
  | { type: 'wake' }
  | { type: 'encrypt-text'; requestId: number; text: string }
  | { type: 'decrypt-text'; requestId: number; ciphertext: Uint8Array<ArrayBuffer> };

/** From the upload worker to the page. */
export type UploadEvent =
  | { type: 'ready' }
  | { type: 'key-made'; keyPacket: Uint8Array<ArrayBuffer> }
  | { type: 'progress'; partId: string; bytesDone: number }
  | { type: 'segment-stored'; partId: string; segment: StoredSegment }
  | { type: 'part-stored'; part: StoredPart }
  | { type: 'part-failed'; partId: string; failure: PartFailure }
  /** Something waits: for the network (`attempt` from 1), or for the person to sign in. Null: nothing waits any more. */
  | { type: 'waiting'; reason: 'network' | 'server' | 'sign-in' | null; attempt: number }
  | { type: 'text-encrypted'; requestId: number; ciphertext: Uint8Array<ArrayBuffer> }
  | { type: 'text-decrypted'; requestId: number; text: string }
  | { type: 'request-failed'; requestId: number; reason: string }
  | { type: 'broken'; reason: string };
