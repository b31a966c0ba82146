import type { LiveStreams } from '../../lib/ports/live-streams';
import { until } from './pli.ts';

type Told = { event: string; data: unknown };

/** Somebody who reads a stream of events, as a browser takes it. */
export class LiveReader {
  readonly told: Told[] = [];
  isOver = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(streams: LiveStreams, sessionId: string) {
    this.#reader = streams.open(sessionId).getReader();
    void this.#read();
  }

  /** The newest number that was told of a mailbox; -1 where none was. */
  numberOf(mailboxId: string): number {
    const heads = this.told.flatMap(({ event, data }) =>
      event === 'all' || event === 'some' ? [data as Record<string, number>] : [],
    );
    return heads.findLast((one) => mailboxId in one)?.[mailboxId] ?? -1;
  }

  /** Waits until it was told everything once. */
  async begun(): Promise<this> {
    await until(() => this.told.some(({ event }) => event === 'all'), 30, 'a stream has not begun');
    return this;
  }

  /** Goes, without a word. */
  async leave(): Promise<void> {
    await this.#reader.cancel();
  }

  async #read(): Promise<void> {
    const text = new TextDecoder();
    let rest = '';
    for (let part = await this.#reader.read(); !part.done; part = await this.#reader.read()) {
      rest += text.decode(part.value, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
        if (event !== undefined && data !== undefined) this.told.push({ event, data: JSON.parse(data) });
      }
    }
    this.isOver = true;
  }
}
