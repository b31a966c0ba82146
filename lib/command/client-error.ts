import type { Locale } from '../access/actor';
import { clientSentence, hasReason, reasonWords, type SentenceKey } from './client-words';

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
  | 'not-verified'
  /** What came is of a later version than this program: nothing is wrong with it. */
  | 'newer';

type Values = Readonly<Record<string, string | number>>;

/** An expected failure, with one sentence for the person at the terminal: messages/<locale>/command.json. */
export class ClientError extends Error {
  /** The server's own code (lib/errors.ts), or what kind of failure it is. */
  readonly reason: string;

  constructor(
    readonly code: ClientErrorCode,
    private readonly key: SentenceKey,
    private readonly values: Values = {},
    options: { cause?: unknown; reason?: string } = {},
  ) {
    super(clientSentence('en', key, values), { cause: options.cause });
    this.name = 'ClientError';
    this.reason = options.reason ?? code;
  }

  sentence(locale: Locale): string {
    return clientSentence(locale, this.key, this.values);
  }
}

/** A failure of the file system, whose `reason` is put into words when it is said. */
class FileFailure extends ClientError {
  constructor(
    private readonly fileKey: 'cannot-read' | 'cannot-write',
    private readonly file: string,
    private readonly why: string,
    options: { cause: unknown; reason?: string },
  ) {
    super('file', fileKey, { file, reason: hasReason(why) ? reasonWords('en', why) : why }, options);
  }

  override sentence(locale: Locale): string {
    const reason = hasReason(this.why) ? reasonWords(locale, this.why) : this.why;
    return clientSentence(locale, this.fileKey, { file: this.file, reason });
  }
}

/** A failure of the file system in words. */
export function fileError(
  path: string,
  deed: 'read' | 'written',
  cause: unknown,
  options: { reason?: string } = {},
): ClientError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
  return new FileFailure(deed === 'read' ? 'cannot-read' : 'cannot-write', path, code, { cause, ...options });
}
