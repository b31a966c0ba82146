import type { CommittedField } from './commitments';
import type { FieldDisclosure, Leaf, NumberDisclosure } from './leaf';

export const exportFormat = 'pli-audit-export-1';

/** First line of an export with proofs (docs/audit-log.md, section 3). */
export type HeadLine = {
  format: typeof exportFormat;
  organisation: { id: string; name: string };
  /** RFC 3339 UTC with milliseconds. */
  exportedAt: string;
  filter: {
    from: string | null;
    to: string | null;
    person: string | null;
    envelope: string | null;
    event: string | null;
  } | null;
  /** The organisation's numbers the export holds without a hole; null where a filter leaves holes. */
  numbers: { first: number; last: number } | null;
  /** The exact text of the signed note. */
  checkpoint: string;
  /** Base64 of the DER of a TimeStampResp over the note; null while pending. */
  timestamp: string | null;
  keys: { log: string; timestampRoots: string };
  /** RFC 6962, section 2.1.2: from a checkpoint the auditor kept; base64 hashes. */
  consistency: { from: number; hashes: string[] } | null;
  /** What a reader that does not know it may pass over; the signed end binds it. */
  more?: Readonly<Record<string, unknown>>;
};

/** One entry, with what this reader is shown of it. */
export type EntryLine = {
  index: number;
  leaf: Leaf;
  /** Absent where no number is claimed (evidence bundles for people without an organisation). */
  number?: NumberDisclosure;
  fields: Partial<Record<CommittedField, FieldDisclosure>>;
};

/** A complete, aligned subtree of which nothing is shown: `index` is its first leaf, `size` a power of two, `hash` base64. */
export type SubtreeLine = { subtree: { index: number; size: number; hash: string } };

/**
 * Last line. `note`: a signed note of the log's key over `endText`, which binds the first line and the number of entries; absent in
 * files of before it was made.
 */
export type EndLine = { end: { entries: number; note?: string } };

/** First line of the note of an end line. No origin of a log holds a space, so it is never a checkpoint. */
export const endFormat = 'pli-audit-export-1 end';

/** The signed text of an end line; `headHash` is hex of the SHA-256 of the export's first line with its line feed. */
export function endText(headHash: string, entries: number): string {
  return `${endFormat}\n${headHash}\n${entries}\n`;
}

export type ExportLine = HeadLine | EntryLine | SubtreeLine | EndLine;
