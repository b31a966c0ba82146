/** The open streams of this process that tell browsers which of their mailboxes have changed. */
export interface LiveStreams {
  /**
   * Server-sent events (WHATWG HTML, section 9.2) for one session, until it ends, its reader goes or is too slow, or `close`.
   * @throws AppError `too-many-requests` where the session, or the process, has as many as it may
   */
  open(sessionId: string): ReadableStream<Uint8Array>;
  /** Ends all of them at once, and opens no more. */
  close(): Promise<void>;
}
