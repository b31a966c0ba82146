import type { MailboxAnswer } from '../../envelope/answers';
import { createPieceOpener } from '../../search-index/piece-cipher';
import { unpackWords } from '../../search-index/piece-words';
import type { SearchKeysAnswer, SearchPiecesAnswer } from '../../search-index/wire';
import type { CallApi } from '../../transfer/api-client';
import { fromBase64 } from '../../transfer/base64';
import type { TextIndex } from './text-index';

const triesMax = 2;

type Opener = Awaited<ReturnType<typeof createPieceOpener>>;

/** Loads what the server has of a person's mailboxes, again and again: the second time only what came since. */
export class IndexLoader {
  readonly #callApi: CallApi;
  readonly #index: TextIndex;
  readonly #mailboxes = new Map<string, { openers: Map<number, Opener>; number: number }>();
  readonly #broken = new Set<string>();

  constructor(callApi: CallApi, index: TextIndex) {
    this.#callApi = callApi;
    this.#index = index;
  }

  /** Copies whose piece could not be read. */
  get broken(): string[] {
    return [...this.#broken];
  }

  /** `onSome` after every answer. @throws ApiProblem, NetworkLost */
  async load(onSome: () => void): Promise<void> {
    const { mailboxes } = await this.#callApi<{ mailboxes: MailboxAnswer[] }>('GET', '/api/mailboxes');
    for (const { id } of mailboxes) await this.#loadMailbox(id, onSome);
  }

  async #loadMailbox(mailboxId: string, onSome: () => void): Promise<void> {
    const known = this.#mailboxes.get(mailboxId) ?? { openers: new Map<number, Opener>(), number: 0 };
    this.#mailboxes.set(mailboxId, known);
    let tries = 0;
    for (let more = true; more; ) {
      const path = `/api/mailboxes/${mailboxId}/search-pieces?since=${known.number}`;
      const answer = await this.#callApi<SearchPiecesAnswer>('GET', path);
      const isForeign = () => answer.pieces.some(({ generation }) => !known.openers.has(generation));
      if (isForeign()) known.openers = await this.#openersOf(mailboxId);
      // wrapped under another key since they were asked for: asked for again, they are under that one
      if (isForeign() && tries++ < triesMax) continue;
      await Promise.all(answer.pieces.map((piece) => this.#take(piece, known.openers)));
      known.number = answer.number;
      more = answer.more;
      onSome();
    }
  }

  async #openersOf(mailboxId: string): Promise<Map<number, Opener>> {
    const path = `/api/mailboxes/${mailboxId}/search-keys`;
    const { keys } = await this.#callApi<SearchKeysAnswer>('POST', path, {});
    const openers = keys.map(async ({ generation, publicKey, privateKey }) => {
      const pair = { publicKey: fromBase64(publicKey), privateKey: fromBase64(privateKey) };
      const opener = await createPieceOpener({ mailboxId, generation }, pair);
      pair.privateKey.fill(0);
      return [generation, opener] as const;
    });
    return new Map(await Promise.all(openers));
  }

  async #take(
    { itemId, at, generation, wrap, content }: SearchPiecesAnswer['pieces'][number],
    openers: ReadonlyMap<number, Opener>,
  ): Promise<void> {
    const opener = openers.get(generation);
    try {
      if (!opener) throw new Error('wrapped under a key that was not given');
      const packed = await opener.open(itemId, { wrap: fromBase64(wrap), content: fromBase64(content) });
      this.#index.put({ itemId, at }, await unpackWords(packed));
      this.#broken.delete(itemId);
    } catch {
      // whatever is wrong with it: it is said, and the letter makes another
      this.#broken.add(itemId);
    }
  }
}
