import { jcs } from '../audit-format/commitments';
import { endFormat, endText, type HeadLine } from '../audit-format/export-lines';
import { Fault } from './fault';
import type { Checks } from './report';
import type { Sha256 } from './sha256';
import { openNote, parseVerifierKey } from './signed-note';

/** The last line of an export. */
export type ExportEnd = {
  entries: number;
  /** Signed note over the first line and the number of entries; null in files of before it was made. */
  note: string | null;
};

/** Reads the end line, in its one spelling. @throws Fault `line-malformed` */
export function readEnd(line: Uint8Array): ExportEnd {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line);
    const read = JSON.parse(text) as { end: { entries: number; note?: string } }; // every member is checked below
    const { entries, note = null } = read.end;
    const isCount = Number.isSafeInteger(entries) && entries >= 0 && !Object.is(entries, -0);
    const members = note === null ? { entries } : { entries, note };
    const isNote = note === null || (typeof note === 'string' && note.length <= noteCharactersMax);
    if (isCount && isNote && `${jcs({ end: members })}\n` === text) return { entries, note };
  } catch {
    // said below
  }
  throw new Fault('line-malformed');
}

const noteCharactersMax = 10_000;

/**
 * The check `head`: organisation, date, filter, numbers (all of the first line) and the number of entries are those that the log's
 * key signed when the export was made. A file without that signature claims them only. `headHash` is hex of the SHA-256 of the first line.
 */
export async function checkHead(
  checks: Checks,
  sha256: Sha256,
  { head, headHash, end }: { head: HeadLine; headHash: string; end: ExportEnd | null },
  logKey: string,
): Promise<void> {
  const said = { organisation: head.organisation.name, exportedAt: head.exportedAt };
  if (end === null) return checks.pending('head', 'not-checked');
  const { note } = end;
  if (note === null) return checks.pending('head', 'head-unsigned', said);
  await checks.run('head', () => {
    const { text } = openNote(note, parseVerifierKey(sha256, logKey));
    if (text !== endText(headHash, end.entries)) throw wrong(text, headHash, end.entries);
    return said;
  });
}

function wrong(text: string, headHash: string, found: number): Fault {
  const [format, hash, entries] = text.split('\n');
  if (format !== endFormat) return new Fault('note-malformed');
  if (hash !== headHash) return new Fault('head-other');
  return new Fault('entries-counted', { said: Number(entries), found });
}
