/** Why the embedded server does not run, in its own words; `diskFull` where the disk has no room for what it has to write. */
export class EmbeddedPostgresError extends Error {
  readonly diskFull: boolean;

  constructor(message: string, serverWords: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
    this.diskFull = saysDiskFull(serverWords);
  }
}

/** Whether the server (its messages are English, `lc_messages=C`) or the system says that a disk is full. */
export function saysDiskFull(words: string): boolean {
  return /No space left on device|Disk quota exceeded|disk full|ENOSPC|EDQUOT/i.test(words);
}
