import 'server-only';

/** More than a stream of ids and numbers has waiting for a reader who reads. */
const waitingBytesMax = 16_384;
const text = new TextEncoder();

/** One reader's stream of server-sent events, and what is known about who reads. */
export class LiveStream {
  readonly body: ReadableStream<Uint8Array>;
  /** The mailboxes that this reader could use when that was judged last; null before the first time. */
  mailboxIds: readonly string[] | null = null;
  /** Is to be told where all of these mailboxes are. */
  wantsAll = true;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;

  constructor(
    readonly sessionId: string,
    /** When the rights were judged last (milliseconds). */
    public judgedAt: number,
    private readonly onEnd: (stream: LiveStream) => void,
  ) {
    this.body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        cancel: () => this.#forget(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: waitingBytesMax }),
    );
    this.#write(': here\n\n');
  }

  /** Tells an event; whoever reads too slowly is dropped, and comes back. */
  tell(event: 'all' | 'some' | 'beat' | 'over', data: unknown): void {
    this.#write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Ends it for its reader. */
  end(): void {
    const controller = this.#controller;
    this.#forget();
    controller?.close();
  }

  #write(line: string): void {
    const controller = this.#controller;
    if (!controller) return;
    controller.enqueue(text.encode(line));
    if ((controller.desiredSize ?? 0) > 0) return;
    this.#forget();
    controller.error(new Error('a reader is too slow'));
  }

  #forget(): void {
    if (!this.#controller) return;
    this.#controller = null;
    this.onEnd(this);
  }
}
