import type { VerificationReport, VerifyOptions } from '../../verify/report';

/** From the page to the verifying worker. Files stay on this machine: a File is a handle, not its bytes. */
export type VerifyCommand = {
  id: number;
  file: File;
  options: Pick<VerifyOptions, 'logKey' | 'sealingKey' | 'timestampRoots' | 'keptCheckpoint'>;
};

/** From the worker to the page. `sha256` only of what is no evidence itself, to recognise attachments by. */
export type VerifyEvent =
  | { id: number; type: 'progress'; bytesDone: number; bytesTotal: number }
  | { id: number; type: 'verified'; report: VerificationReport; sha256: string | null }
  | { id: number; type: 'broken' };
