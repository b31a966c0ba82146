import type { EnvelopeListItem, MailboxChangesAnswer } from '../../envelope/answers';
import type { Heads } from './live-source';

/** A copy as the server last told it; `folder` null where no list shows it any more. */
export type LiveRow = {
  item: EnvelopeListItem | null;
  folder: MailboxChangesAnswer['changes'][number]['folder'];
  /** Which folder, where it lies in one of the person's own. */
  folderId?: string | null;
};

/** What is known since the page was loaded. */
export type LiveState = {
  rows: ReadonlyMap<string, LiveRow>;
  /** Null until something was told. */
  unread: number | null;
  /** How often lists had to be read anew: too much had changed, or a mailbox is usable no longer, or now. */
  reloads: number;
};

/** Asks what has changed in a mailbox since a number; null when nobody answers. */
export type AskChanges = (mailboxId: string, since: number) => Promise<MailboxChangesAnswer | null>;

const againMs = 3_000;
/** Rows of a long day; older ones are in the lists that were read since. */
const rowsMax = 2_000;
const nothing: LiveState = { rows: new Map(), unread: null, reloads: 0 };

/** What this window knows of its mailboxes beyond the lists it was given, asked mailbox by mailbox since the number it knows. */
export class LiveMailboxes {
  readonly #listeners = new Set<() => void>();
  readonly #arrivalListeners = new Set<(arrived: readonly EnvelopeListItem[]) => void>();
  #state = nothing;
  #heads = new Map<string, number>();
  /** Up to where each mailbox is known, and from where on. */
  #known = new Map<string, { from: number; to: number }>();
  #ask: AskChanges | null = null;
  #asking = false;

  /** For useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** For useSyncExternalStore. */
  readonly getState = (): LiveState => this.#state;

  /** Calls back with what has changed and lies unread in an inbox, until the returned function is called. */
  readonly onUnread = (listener: (items: readonly EnvelopeListItem[]) => void): (() => void) => {
    this.#arrivalListeners.add(listener);
    return () => this.#arrivalListeners.delete(listener);
  };

  /** The server has made a list, or a count,, with these mailboxes at least so far. */
  given(numbers: Heads, unread?: number): void {
    const isNewest = Object.entries(numbers).every(
      ([id, number]) => number >= (this.#known.get(id)?.to ?? 0),
    );
    for (const [id, number] of Object.entries(numbers)) {
      const known = this.#known.get(id);
      // what lies between this list and what is known was told to nobody
      if (!known || number < known.from) this.#known.set(id, { from: number, to: number });
    }
    if (unread !== undefined && isNewest && unread !== this.#state.unread) this.#become({ unread });
    void this.#catchUp();
  }

  /** The stream says where mailboxes are. */
  told(event: 'all' | 'some', heads: Heads): void {
    const before = [...this.#heads.keys()];
    for (const [id, number] of Object.entries(heads))
      this.#heads.set(id, Math.max(number, this.#heads.get(id) ?? 0));
    if (event === 'all') {
      const gone = before.filter((id) => !(id in heads));
      for (const id of gone) {
        this.#heads.delete(id);
        this.#known.delete(id);
      }
      const isNew = before.length > 0 && Object.keys(heads).some((id) => !before.includes(id));
      if (gone.length > 0 || isNew) this.#become({ reloads: this.#state.reloads + 1 });
    }
    void this.#catchUp();
  }

  /** From now on it may ask, until the returned function is called. */
  begin(ask: AskChanges): () => void {
    this.#ask = ask;
    void this.#catchUp();
    return () => {
      if (this.#ask === ask) this.#ask = null;
    };
  }

  async #catchUp(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    for (let behind = this.#behind(); this.#ask !== null && behind !== null; behind = this.#behind()) {
      const { id, since } = behind;
      const answer = await this.#ask(id, since);
      if (answer === null) {
        setTimeout(() => void this.#catchUp(), againMs);
        break;
      }
      this.#take(id, since, answer);
    }
    this.#asking = false;
  }

  #behind(): { id: string; since: number } | null {
    for (const [id, head] of this.#heads) {
      const known = this.#known.get(id);
      if (known && head > known.to) return { id, since: known.to };
    }
    return null;
  }

  #take(id: string, since: number, answer: MailboxChangesAnswer): void {
    const known = this.#known.get(id);
    // a list with less was given meanwhile: it is asked for from there
    if (known?.to === since) this.#known.set(id, { ...known, to: Math.max(answer.number, since + 1) });
    const rows = new Map(this.#state.rows);
    for (const { itemId, ...row } of answer.changes) {
      rows.delete(itemId);
      rows.set(itemId, row);
    }
    for (const old of [...rows.keys()].slice(0, Math.max(0, rows.size - rowsMax))) rows.delete(old);
    const reloads = this.#state.reloads + (answer.tooMany ? 1 : 0);
    this.#become({ rows, unread: answer.unread, reloads });
    const unread = answer.changes.flatMap(({ item, folder }) =>
      item !== null && folder === 'inbox' && item.readAt === null ? [item] : [],
    );
    for (const listener of [...this.#arrivalListeners]) listener(unread);
  }

  #become(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Of this window. */
export const liveMailboxes = new LiveMailboxes();
