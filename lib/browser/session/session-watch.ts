import type { SessionAnswer } from '../../auth/answers';

/** What a page shows: everything; nothing for the moment in which it is asked; or the question who is there. */
export type Watched = { phase: 'open' | 'veiled' | 'locked'; why: 'idle' | 'ended' | 'unanswered' };

/** What happens to a session: `confirmed` by the server; `locked`: nothing of it is shown; `left`: everything of it goes. */
export type SessionEvent = 'confirmed' | 'locked' | 'left';

/** Between the tabs of one browser. `person`: whom the sender's page was made for. `out`: somebody signs out. */
export type TabMessage =
  | { type: 'person'; person: string | null }
  | { type: 'active'; at: number }
  | { type: 'out' };

/** What the watch needs of the world; a browser gives it in browser-session.ts, a test its own. */
export type SessionMeans = {
  /** Asks the server; with `idleSeconds` the person did something so long ago. @throws when there is no answer */
  ask(idleSeconds: number | null): Promise<SessionAnswer>;
  /** To the other tabs. */
  tell(message: TabMessage): void;
  /** Nothing of the page is seen, at once. */
  veil(veiled: boolean): void;
  /** Another page in place of this one, and nothing of this one stays in memory. */
  leave(path: string): void;
  /** Milliseconds of a clock that goes on while the machine sleeps. */
  now(): number;
  /** Calls back after so many milliseconds, or later; the last call counts. */
  wakeIn(milliseconds: number, callback: () => void): void;
};

/** Others are told of activity this often. */
const tellEveryMs = 1_000;
/** And the server, at most and at least; a quarter of the rest that is allowed lies between. */
const reportEveryMs = { min: 5_000, max: 60_000 };
const againMs = 2_000;
/** The server counts in whole seconds, and tabs ask one after the other. */
const roundingMs = 2_000;

/**
 * Whose page this is, and whether that person is still there. The server judges; this knows when to ask, hides at once what may
 * be somebody else's to see, and tells the other tabs. A page that was made for nobody has nothing to hide.
 */
export class SessionWatch {
  readonly #means: SessionMeans;
  readonly #listeners = new Set<(event: SessionEvent | null) => void>();
  #state: Watched = { phase: 'open', why: 'ended' };
  #person: string | null = null;
  #idleMs = Number.POSITIVE_INFINITY;
  /** When it is over if nobody does anything. */
  #until = Number.POSITIVE_INFINITY;
  #lastInput: number | null = null;
  #toldAt = 0;
  #reportedAt = 0;
  #asking: Promise<void> | null = null;

  constructor(means: SessionMeans) {
    this.#means = means;
  }

  /** For useSyncExternalStore. */
  readonly getState = (): Watched => this.#state;

  /** Calls back with what happened, null for a change of state only, until the returned function is called. */
  readonly listen = (listener: (event: SessionEvent | null) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** A page stands here that the server made for this person, with this path. */
  begin(made: SessionAnswer, path: string): void {
    const before = this.#person;
    if (made.person === null) {
      if (before === null) this.#means.tell({ type: 'person', person: null });
    } else if (before === null) {
      this.#person = made.person;
      this.#take(made);
      this.#means.tell({ type: 'person', person: made.person });
    } else if (made.person !== before) {
      // What the one had open must not lie in the memory under the other's page.
      this.#leave(path);
    } else if (this.#state.phase !== 'open') {
      void this.check();
    }
    // The same person in a page from the browser's memory, which knows less than this does: nothing new.
  }

  /** Something says that the session may be over. Resolves when that is known, or nobody answers. */
  check(): Promise<void> {
    if (this.#means.now() >= this.#until) this.veil();
    this.#asking ??= this.#ask(null).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** Hides everything until the server has said who is there: whatever happened meanwhile was not seen by this page. */
  veil(): void {
    if (this.#person === null || this.#state.phase !== 'open') return;
    this.#means.veil(true);
    this.#become({ ...this.#state, phase: 'veiled' });
  }

  /** The person did something in this page. */
  active(): void {
    const now = this.#means.now();
    if (this.#person === null || this.#state.phase !== 'open') return;
    // The first touch after a long rest is nobody's proof.
    if (now >= this.#until) {
      void this.check();
      return;
    }
    this.#lastInput = now;
    this.#until = Math.max(this.#until, now + this.#idleMs);
    if (now - this.#toldAt >= tellEveryMs) {
      this.#toldAt = now;
      this.#means.tell({ type: 'active', at: now });
    }
    if (now - this.#reportedAt >= this.#reportEveryMs) this.#report();
    else this.#plan();
  }

  /** This tab signs out, or goes to another account. */
  signOut(path: string): void {
    this.#means.tell({ type: 'out' });
    this.#leave(path);
  }

  /** Another tab has said something. */
  hear(message: TabMessage): void {
    if (this.#person === null) return;
    const { phase } = this.#state;
    if (message.type === 'out') {
      this.#leave('/sign-in');
    } else if (message.type === 'active') {
      if (phase === 'open') this.#until = Math.max(this.#until, message.at + this.#idleMs);
      this.#plan();
    } else if (message.person !== this.#person && phase === 'open') {
      this.veil();
      void this.check();
    } else if (message.person !== null && phase !== 'open') {
      void this.check();
    }
  }

  async #ask(idleSeconds: number | null): Promise<void> {
    const before = this.#person;
    if (before === null) return;
    const answer = await this.#means.ask(idleSeconds).catch(() => null);
    if (this.#person !== before) return;
    if (answer === null) {
      this.#unanswered();
    } else if (answer.person === null) {
      this.#lock(this.#means.now() >= this.#until - roundingMs ? 'idle' : 'ended');
      this.#means.tell({ type: 'person', person: null });
    } else if (answer.person !== before) this.#leave('/');
    else this.#take(answer);
  }

  /** Nobody answers: what is hidden stays so and says why, what is seen stays so until its time is over. */
  #unanswered(): void {
    if (this.#state.phase === 'open') this.#plan();
    else if (this.#state.phase === 'veiled') this.#lock('unanswered');
    if (this.#state.why === 'unanswered') this.#means.wakeIn(againMs, () => void this.check());
  }

  #take(answer: Extract<SessionAnswer, { person: string }>): void {
    this.#idleMs = answer.idleSeconds * 1_000;
    this.#until = this.#means.now() + answer.leftSeconds * 1_000;
    // Of what was done since the last report the server does not know yet.
    if (this.#lastInput !== null) this.#until = Math.max(this.#until, this.#lastInput + this.#idleMs);
    const wasLocked = this.#state.phase === 'locked';
    if (this.#state.phase !== 'open') {
      this.#means.veil(false);
      this.#become({ ...this.#state, phase: 'open' });
    }
    if (wasLocked) this.#means.tell({ type: 'person', person: this.#person });
    this.#happened('confirmed');
    this.#plan();
  }

  #lock(why: Watched['why']): void {
    const { phase } = this.#state;
    if (phase === 'locked' && this.#state.why === why) return;
    if (phase !== 'locked') this.#happened('locked'); // before the page goes, so that what is written is held
    this.#become({ phase: 'locked', why });
    this.#means.veil(false);
  }

  #leave(path: string): void {
    this.#means.veil(true);
    this.#person = null;
    this.#happened('left');
    this.#become({ phase: 'locked', why: 'unanswered' });
    this.#means.leave(path);
  }

  get #reportEveryMs(): number {
    return Math.min(reportEveryMs.max, Math.max(reportEveryMs.min, this.#idleMs / 4));
  }

  #report(): void {
    const now = this.#means.now();
    this.#reportedAt = now;
    const since = now - (this.#lastInput ?? now);
    this.#lastInput = null;
    void this.#ask(Math.round(since / 1_000));
  }

  /** The next thing to do by itself: report the last touch, or find that the rest was too long. */
  #plan(): void {
    if (this.#state.phase !== 'open') return;
    const now = this.#means.now();
    const report =
      this.#lastInput === null ? Number.POSITIVE_INFINITY : this.#reportedAt + this.#reportEveryMs;
    const next = Math.min(report, this.#until);
    if (next === Number.POSITIVE_INFINITY) return;
    this.#means.wakeIn(Math.max(0, next - now), () => {
      // As far as this page knows: another tab may know better, so it is hidden, then asked.
      if (this.#means.now() >= this.#until) void this.check();
      else if (this.#lastInput !== null) this.#report();
      else this.#plan();
    });
  }

  #become(state: Watched): void {
    this.#state = state;
    this.#happened(null);
  }

  #happened(event: SessionEvent | null): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
