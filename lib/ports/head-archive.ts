/** A signed head of the log with its RFC 3161 timestamp. */
export type TimestampedHead = {
  treeSize: number;
  /** The exact text of the signed note. */
  note: string;
  /** DER of a TimeStampResp over the SHA-256 of the note. */
  timestamp: Uint8Array;
};

/** One version of a note that was ever put: nobody can take it away before its time. */
export type KeptNote = {
  /** As its name says; its text says more surely. */
  treeSize: number;
  /** Lower-case hex of the text's MD5 where the store tells it, to spare reading what is the same; null elsewhere. */
  md5: string | null;
  read(): Promise<string>;
};

/** The place refuses to be one that nobody can change; the message says why, in words for the operator. */
export class ArchiveRefused extends Error {
  override name = 'ArchiveRefused';
}

/**
 * Keeps heads of the log where whoever has the database cannot change or remove them for years. Passes
 * test/contract/s3-head-archive.test.ts.
 */
export interface HeadArchive {
  /** By what it is known in the database. */
  readonly name: string;
  /**
   * Keeps a head, under a name that sorts by size; repeating it is harmless.
   * @throws ArchiveRefused where it would not be locked; Error while the store is away: the caller tries again
   */
  keep(head: TimestampedHead): Promise<void>;
  /** Every version of every note, by ascending size, some hundred at a time; also what somebody tried to hide or replace. */
  list(): AsyncGenerator<KeptNote[]>;
}
