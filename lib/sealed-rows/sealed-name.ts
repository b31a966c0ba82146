import 'server-only';
import type { Keys } from '../keys';
import type { Logger } from '../log';
import { openText, sealText } from './sealed-text';

/** The name that people gave a folder or a label, as it stands in the database: bound to its row, whose id is `id`. */
export function sealName(keys: Pick<Keys, 'derive'>, id: string, name: string): Uint8Array<ArrayBuffer> {
  return sealText(keys.derive('name-1'), boundTo(id), name);
}

/** The name as it is shown; null, said in the log, where it cannot be read: never a guess. */
export function shownName(
  { keys, log }: { keys: Pick<Keys, 'derive'>; log: Logger },
  { id, sealedName }: { id: string; sealedName: Uint8Array },
): string | null {
  try {
    return openText(keys.derive('name-1'), boundTo(id), sealedName);
  } catch (error) {
    log.error({ err: error, id }, 'name unreadable');
    return null;
  }
}

const boundTo = (id: string) => `pli-name/${id}`;
