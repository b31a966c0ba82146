import { decodeBase64 } from './base64';
import { Fault } from './fault';
import type { Head } from './merkle';
import { openNote, type VerifierKey } from './signed-note';

/** The head of a log at a moment. */
export type Checkpoint = Head & { origin: string; note: string };

/**
 * Verifies a C2SP tlog-checkpoint: three lines (origin, size, root), signed by the log.
 * @throws Fault `note-…`, `checkpoint-malformed`, `checkpoint-of-another-log`
 */
export function openCheckpoint(note: string, key: VerifierKey): Checkpoint {
  const { text } = openNote(note, key);
  const [origin = '', size = '', hash = '', ...more] = text.split('\n');
  const root = decodeBase64(hash);
  if (root?.length !== 32 || !/^(0|[1-9]\d{0,14})$/.test(size) || more.length < 1) {
    throw new Fault('checkpoint-malformed');
  }
  if (origin !== key.name) throw new Fault('checkpoint-of-another-log', { origin });
  return { origin, size: Number(size), root, note };
}
