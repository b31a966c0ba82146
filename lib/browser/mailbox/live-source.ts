/** At which change number mailboxes are, by id. */
export type Heads = Readonly<Record<string, number>>;

/** What the server's stream tells: where `all` usable mailboxes are, where `some` are, that it lives, or that the session is `over`. */
export type LiveEvent = { event: 'all' | 'some'; heads: Heads } | { event: 'beat' | 'over' };

/** What a connection needs of the world; a browser gives it below, a test its own. */
export type LiveMeans = {
  /** Opens the stream; `down` when it has ended or never came. Returns what closes it. */
  open(tell: (event: LiveEvent) => void, down: () => void): () => void;
  isOnline(): boolean;
  /** Milliseconds of a clock that goes on while the machine sleeps. */
  now(): number;
  /** Calls back after so many milliseconds, or later; the last call counts. */
  wakeIn(milliseconds: number, callback: () => void): void;
  /** At least 0, below 1. */
  random(): number;
};

const firstPauseMs = 1_000;
const longestPauseMs = 30_000;
/** After the end of its session: whoever is signed in anew has another one, and nobody else is let in. */
const failuresAtEnd = 3;
/** Two beats of the server, and a little. */
const silentMs = 45_000;

/** One connection that is there whenever it can be: it comes back by itself, later and later, each browser at a time of its own. */
export class LiveSource {
  readonly #means: LiveMeans;
  readonly #tell: (event: LiveEvent) => void;
  #close: (() => void) | null = null;
  #heardAt = 0;
  #failures = 0;
  #stopped = false;

  constructor(means: LiveMeans, tell: (event: LiveEvent) => void) {
    this.#means = means;
    this.#tell = tell;
    this.#connect();
  }

  /** Something happened after which the line may be dead, or there again: coming back, the network, the end of a sleep. */
  readonly look = (): void => {
    if (this.#stopped) return;
    if (!this.#means.isOnline()) this.#hangUp();
    else if (this.#close === null) this.#connect();
    else if (this.#means.now() - this.#heardAt >= silentMs) {
      this.#hangUp();
      this.#connect();
    }
  };

  /** Ends it for good. */
  stop(): void {
    this.#stopped = true;
    this.#hangUp();
    this.#means.wakeIn(0, () => undefined);
  }

  #connect(): void {
    if (!this.#means.isOnline()) return; // `look` is called when it is there again
    this.#heardAt = this.#means.now();
    this.#close = this.#means.open(
      (event) => {
        this.#heardAt = this.#means.now();
        this.#failures = 0;
        this.#tell(event);
        if (event.event !== 'over') return;
        this.#failures = failuresAtEnd;
        this.#down();
      },
      () => this.#down(),
    );
    this.#means.wakeIn(silentMs, this.#watch);
  }

  readonly #watch = (): void => {
    this.look();
    if (this.#close !== null) this.#means.wakeIn(silentMs, this.#watch);
  };

  #down(): void {
    this.#hangUp();
    if (this.#stopped) return;
    const pause = Math.min(firstPauseMs * 2 ** this.#failures, longestPauseMs);
    this.#failures += 1;
    this.#means.wakeIn(pause * (0.5 + this.#means.random() / 2), this.look);
  }

  #hangUp(): void {
    this.#close?.();
    this.#close = null;
  }
}

/** The browser's own stream of server-sent events; when to come back is decided above. */
export function openEvents(tell: (event: LiveEvent) => void, down: () => void): () => void {
  const source = new EventSource('/api/live');
  const hear = (event: 'all' | 'some') =>
    source.addEventListener(event, ({ data }: MessageEvent<string>) =>
      tell({ event, heads: JSON.parse(data) as Heads }),
    ); // written by lib/live
  hear('all');
  hear('some');
  source.addEventListener('beat', () => tell({ event: 'beat' }));
  source.addEventListener('over', () => tell({ event: 'over' }));
  source.onerror = down;
  return () => source.close();
}
