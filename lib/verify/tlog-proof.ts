import { decodeBase64 } from './base64';
import { Fault } from './fault';

/** Where a leaf stands in the tree of a checkpoint, and the way to its root. */
export type TlogProof = { index: number; path: Uint8Array[]; checkpoint: string };

const firstLine = 'c2sp.org/tlog-proof@v1\n';
/** A tree of 2^53 leaves has no longer way. */
const hashesMax = 63;

/** Whether a text begins like a proof, whatever follows. */
export function looksLikeProof(text: string): boolean {
  return text.startsWith(firstLine);
}

/**
 * Reads a C2SP tlog-proof (c2sp.org/tlog-proof): index, hashes, blank line, checkpoint. An `extra` line is passed over.
 * @throws Fault `proof-malformed`
 */
export function parseTlogProof(text: string): TlogProof {
  const border = text.indexOf('\n\n');
  if (!looksLikeProof(text) || border < 0) throw new Fault('proof-malformed');
  const lines = text.slice(firstLine.length, border).split('\n');
  if (lines[0]?.startsWith('extra ')) lines.shift();
  const [, index] = /^index (0|[1-9]\d{0,14})$/.exec(lines.shift() ?? '') ?? [];
  const path = lines.map(decodeBase64);
  const hashes = path.filter((hash) => hash?.length === 32) as Uint8Array[]; // the filter leaves no null
  if (index === undefined || hashes.length !== path.length || path.length > hashesMax) {
    throw new Fault('proof-malformed');
  }
  return { index: Number(index), path: hashes, checkpoint: text.slice(border + 2) };
}
