import { ApiProblem, NetworkLost } from '../../transfer/api-client';

/** What a person sees of the autosave. */
export type SaveState =
  | { state: 'saved'; at: Date | null }
  | { state: 'dirty' | 'saving' | 'offline' | 'sign-in' | 'stale' | 'no-room' | 'failed'; at: Date | null };

type Saver = {
  /** Stores the present content; gets `keepalive` when the page may be going. */
  save(options: { keepalive: boolean }): Promise<Date>;
  onState(state: SaveState): void;
};

const calmMs = 1_000;
/** Changes that never pause (fast typing) are saved this often. */
const restlessMs = 5_000;
const retryMs = { offline: 5_000, failed: 5_000, 'no-room': 30_000 } as const;

/**
 * Autosave: about a second after the last change, one save at a time, the newest content each time. While the network
 * is away the content stays in memory and goes as soon as it is back.
 */
export class DraftSaver {
  readonly #saver: Saver;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dirty = false;
  /** When what is unsaved has to be saved. */
  #latest = 0;
  #ended = false;
  #running: Promise<void> | null = null;
  #state: SaveState = { state: 'saved', at: null };

  constructor(saver: Saver) {
    this.#saver = saver;
  }

  get unsaved(): boolean {
    return this.#dirty || this.#running !== null;
  }

  /** The content has changed; it is saved when no other change has come for a second, at the latest after `withinMs`. */
  touch(withinMs: number = restlessMs): void {
    const latest = Date.now() + withinMs;
    this.#latest = this.#dirty ? Math.min(this.#latest, latest) : latest;
    this.#dirty = true;
    if (this.#state.state === 'saved') this.#become('dirty');
    if (this.#state.state !== 'stale') this.#plan(Math.max(0, Math.min(calmMs, this.#latest - Date.now())));
  }

  /** Saves now if anything is unsaved; resolves when nothing is, or when it cannot be helped now. */
  async flush(options: { keepalive: boolean } = { keepalive: false }): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#running) await this.#running;
    if (!this.#dirty || this.#state.state === 'stale') return;
    this.#running = this.#run(options).finally(() => {
      this.#running = null;
    });
    await this.#running;
  }

  /** After the person has chosen what to do about a newer version elsewhere. */
  settle(at: Date | null): void {
    this.#state = { state: 'saved', at };
    this.#dirty = false;
    this.#saver.onState(this.#state);
  }

  /** Waits for the save under way and begins no other before the next change: a seal must not race with one. */
  async hold(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#running) await this.#running;
    clearTimeout(this.#timer);
  }

  /** Saves no more. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#dirty = false;
  }

  #plan(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#ended) return;
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  async #run(options: { keepalive: boolean }): Promise<void> {
    this.#dirty = false;
    this.#become('saving');
    try {
      const at = await this.#saver.save(options);
      this.#state = { state: this.#dirty ? 'dirty' : 'saved', at };
      this.#saver.onState(this.#state);
      if (this.#dirty) this.#plan(Math.max(0, Math.min(calmMs, this.#latest - Date.now())));
    } catch (error) {
      if (this.#ended) return;
      this.#dirty = true;
      const failed = failedState(error);
      this.#become(failed);
      if (failed !== 'sign-in' && failed !== 'stale') this.#plan(retryMs[failed]);
    }
  }

  #become(state: SaveState['state']): void {
    this.#state = { state, at: this.#state.at };
    this.#saver.onState(this.#state);
  }
}

function failedState(error: unknown): 'offline' | 'sign-in' | 'stale' | 'no-room' | 'failed' {
  if (error instanceof NetworkLost) return 'offline';
  if (!(error instanceof ApiProblem)) return 'failed';
  if (error.status === 401) return 'sign-in';
  if (error.code === 'quota-reached') return 'no-room';
  return error.code === 'draft-stale' ? 'stale' : 'failed';
}
