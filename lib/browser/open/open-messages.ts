import type { OpenEnvelopeAnswer } from '../../envelope/wire';
import type { MarkName } from '../../envelope-format/manifest-2';
import type { Seal } from '../../envelope-format/seal';
import type { VerificationCode, VerificationStep } from '../../envelope-format/verify-envelope';
import type { Mail } from '../../transfer/mail-message';
import type { PictureType } from '../../transfer/picture-type';

/** Where one envelope is opened: a recipient's side by reference, the sender's by id. */
export type OpeningPlace = {
  /** POST: releases the content key together with its audit entry. */
  openPath: string;
  /** POST: fresh signed requests. */
  objectsPath: string;
};

/** The checks of lib/envelope-format, and then that every stored segment and every file are what was sealed. */
export type CheckStep = Omit<VerificationStep, 'step' | 'code'> & {
  step: VerificationStep['step'] | 'content';
  code: VerificationCode | 'segment-missing' | 'content-unreadable';
};

/** One attachment, verified whole. `blobs` are its segments in order; the browser may have moved them to disk. */
export type OpenedFile = {
  partId: string;
  /** As sealed: shown and saved only by way of lib/transfer/file-name.ts. */
  name: string;
  bytes: number;
  sha256: string;
  /** By which the text names a picture; null for others. */
  contentId: string | null;
  /** What such a picture really is; null where it is none of the kinds that are shown. */
  picture: PictureType | null;
  blobs: Blob[];
};

/** An envelope of which every check has passed (or is pending, for the timestamp). */
export type OpenedEnvelope = {
  seal: Seal;
  subject: string;
  marks: MarkName[];
  /** Not sanitised yet. */
  bodyHtml: string;
  files: OpenedFile[];
  to: OpenEnvelopeAnswer['to'];
  cc: OpenEnvelopeAnswer['cc'];
  steps: CheckStep[];
};

/** From the page to the reading worker. */
export type OpenCommand =
  | { type: 'open'; origin: string; place: OpeningPlace }
  | { type: 'zip'; files: { name: string; blobs: Blob[]; bytes: number }[]; lastModified: Date }
  | { type: 'mail'; mail: Mail }
  /** Add to an evidence bundle what only the opened envelope gives. */
  | { type: 'complete-evidence'; bundle: Blob }
  | { type: 'wake' };

/** From the reading worker to the page. */
export type OpenEvent =
  | { type: 'ready' }
  /** The key was released; what follows is fetching and checking. */
  | { type: 'released' }
  | { type: 'steps'; steps: CheckStep[] }
  | { type: 'progress'; bytesDone: number; bytesTotal: number }
  | { type: 'waiting'; reason: 'network' | 'server' | 'sign-in' | null }
  | { type: 'opened'; envelope: OpenedEnvelope }
  /** A check failed: nothing of the envelope is given out. */
  | { type: 'mistrusted'; steps: CheckStep[] }
  | { type: 'refused'; status: number; code: string; sentence: string }
  | { type: 'zip-progress'; bytesDone: number }
  | { type: 'zipped'; blob: Blob }
  | { type: 'mailed'; blob: Blob }
  /** Null: the bundle is not one of the opened envelope. */
  | { type: 'evidence-completed'; bundle: Blob | null }
  | { type: 'broken'; reason: string };
