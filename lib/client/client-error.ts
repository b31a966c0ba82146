/** Why a program could not do what it was asked; each has an exit code in lib/cli/exit-codes.ts. */
export type ClientErrorCode =
  /** What was asked for makes no sense as it stands. */
  | 'usage'
  /** The server said no. */
  | 'refused'
  /** The server could not be reached, or not for long enough. */
  | 'network'
  /** A file of this machine cannot be read or written. */
  | 'file'
  /** What came is not what was sealed. */
  | 'not-verified';

/** An expected failure, with one sentence for the person at the terminal. */
export class ClientError extends Error {
  constructor(
    readonly code: ClientErrorCode,
    sentence: string,
    options: { cause?: unknown /** The server's own code, lib/errors.ts. */; reason?: string } = {},
  ) {
    super(sentence, { cause: options.cause });
    this.name = 'ClientError';
    this.reason = options.reason ?? code;
  }

  readonly reason: string;
}

/** A failure of the file system in words. */
export function fileError(path: string, deed: 'read' | 'written', cause: unknown): ClientError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const why: Record<string, string> = {
    ENOENT: 'it does not exist',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a folder on its path is a file',
    EEXIST: 'it exists already (--force replaces it)',
    ENOSPC: 'the disk is full',
  };
  const reason = why[code] ?? (code === '' ? String(cause) : code);
  return new ClientError('file', `${path} cannot be ${deed}: ${reason}.`, { cause });
}
