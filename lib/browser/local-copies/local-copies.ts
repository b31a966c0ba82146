import { type CopyCipher, createCopyCipher } from './copy-cipher';
import type { CopyStore } from './copy-store';

/** What a copy holds, opened. */
export type FoundCopy = { draftId: string; writer: string; savedAt: Date; text: string };

/** What the copies need of the world. */
export type CopyMeans = {
  /** This person's key, from the server. @throws when it does not answer */
  fetchKey(): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws where this browser keeps nothing */
  openStore(): Promise<CopyStore>;
  now(): number;
  /** Whether that tab is still there: what it has not stored yet is being stored by itself. */
  isAlive(writer: string): Promise<boolean>;
};

/** Copies are kept no longer, whoever's they are. */
export const copyDaysMax = 7;

/**
 * What one person has written and the server does not have yet, kept on this machine under a key that only her session is given.
 * Nothing here ever fails: where it cannot be kept, it is not, and `keep` says so.
 */
export class LocalCopies {
  readonly #means: CopyMeans;
  #ready: Promise<{ cipher: CopyCipher; store: CopyStore }> | null = null;
  /** One after the other: what is forgotten must not come after what was kept later. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(means: CopyMeans) {
    this.#means = means;
  }

  /** Keeps `text` in place of what this writer kept of the draft before. Resolves with whether it is kept. */
  keep(draftId: string, writer: string, text: string): Promise<boolean> {
    return this.#inTurn(async ({ cipher, store }) => {
      const { owner } = cipher;
      const sealed = await cipher.seal(nameOf(owner, draftId, writer), text);
      await store.put({ owner, draftId, writer, savedAt: this.#means.now(), sealed });
      return true;
    }, false);
  }

  /** The draft is stored, sent or thrown away. */
  forget(draftId: string, writer: string): Promise<void> {
    return this.#inTurn(
      ({ cipher, store }) => store.remove({ owner: cipher.owner, draftId, writer }),
      undefined,
    );
  }

  /** Her copies of tabs that are gone, the newest first; of one draft where it is named. */
  find(draftId?: string): Promise<FoundCopy[]> {
    return this.#inTurn(async ({ cipher, store }) => {
      const rows = (await store.of(cipher.owner)).filter(
        (row) => draftId === undefined || row.draftId === draftId,
      );
      const found: FoundCopy[] = [];
      for (const row of rows.sort((a, b) => b.savedAt - a.savedAt)) {
        if (await this.#means.isAlive(row.writer)) continue;
        const { writer, savedAt, sealed } = row;
        const text = await cipher.open(nameOf(row.owner, row.draftId, writer), sealed).catch(() => null);
        if (text === null) await store.remove(row);
        else found.push({ draftId: row.draftId, writer, savedAt: new Date(savedAt), text });
      }
      return found;
    }, []);
  }

  #inTurn<T>(work: (open: { cipher: CopyCipher; store: CopyStore }) => Promise<T>, otherwise: T): Promise<T> {
    const turn = this.#queue.then(async () => work(await this.#open())).catch(() => otherwise);
    this.#queue = turn;
    return turn;
  }

  #open(): Promise<{ cipher: CopyCipher; store: CopyStore }> {
    this.#ready ??= this.#begin().catch((error: unknown) => {
      this.#ready = null;
      throw error;
    });
    return this.#ready;
  }

  async #begin() {
    const store = await this.#means.openStore();
    await store.removeBefore(this.#means.now() - copyDaysMax * 86_400_000);
    return { store, cipher: await createCopyCipher(await this.#means.fetchKey()) };
  }
}

function nameOf(owner: string, draftId: string, writer: string): string {
  return `${owner}/${draftId}/${writer}`;
}
