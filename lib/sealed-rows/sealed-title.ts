import 'server-only';
import type { Keys } from '../keys';
import type { Logger } from '../log';
import { openText, sealText } from './sealed-text';

/**
 * A letter's title as it stands in the database, where its organisation lets the server know it: bound to its envelope. A dump of the
 * database shows no title, and none of one letter passes for that of another.
 */
export function sealTitle(
  keys: Pick<Keys, 'derive'>,
  envelopeId: string,
  title: string | null,
): Uint8Array<ArrayBuffer> | null {
  return title === null ? null : sealText(keys.derive('title-1'), boundTo(envelopeId), title);
}

/** The title of a row. @throws Error when it was changed, is another letter's, or was sealed under another PLI_SECRET */
export function openTitle(keys: Pick<Keys, 'derive'>, envelopeId: string, sealed: Uint8Array): string {
  return openText(keys.derive('title-1'), boundTo(envelopeId), sealed);
}

/** The title as lists, status and mails show it; null where there is none, and, said in the log, where it cannot be read: never a guess. */
export function shownTitle(
  { keys, log }: { keys: Pick<Keys, 'derive'>; log: Logger },
  { id, sealedTitle }: { id: string; sealedTitle: Uint8Array | null },
): string | null {
  if (sealedTitle === null) return null;
  try {
    return openTitle(keys, id, sealedTitle);
  } catch (error) {
    log.error({ err: error, envelopeId: id }, 'title unreadable');
    return null;
  }
}

const boundTo = (envelopeId: string) => `pli-title/${envelopeId}`;
