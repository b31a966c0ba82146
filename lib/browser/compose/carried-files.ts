import { carriedBytesMax, carriedPartsMax } from '../../carried-limits';
import type { SealRequest } from '../../envelope/wire';
import { segmentCiphertextBytes } from '../../envelope-format/segment-layout';
import type { Attachment } from './compose-state';

type Waiting = Pick<Attachment, 'partId' | 'bytes' | 'status' | 'small' | 'carried'>;

/** A larger file is uploaded by itself, with progress, and without the text's having to wait for it on a slow line. */
const carriedFileBytesMax = 262_144;

/** Whether a file of that size may travel inside the next request, beside those that wait for it. */
export function mayBeCarried(bytes: number, attachments: readonly Waiting[]): boolean {
  return bytes <= carriedFileBytesMax && segmentCiphertextBytes(bytes) <= roomForCarried(attachments);
}

/** Stored bytes that may still join the files that wait for the next request; one of its parts is the text. */
export function roomForCarried(attachments: readonly Waiting[]): number {
  const waiting = attachments.filter(({ small, status }) => small && status !== 'stored');
  if (waiting.length >= carriedPartsMax - 1) return 0;
  return waiting.reduce((room, { bytes }) => room - segmentCiphertextBytes(bytes), carriedBytesMax);
}

/** Those that are encrypted, for the request that is made now. */
export function carriedOf(attachments: readonly Waiting[]): NonNullable<SealRequest['carried']> {
  return attachments.flatMap(({ partId, status, carried }) =>
    carried === null || status === 'stored' ? [] : [{ partId, bytes: carried }],
  );
}
