import type { PartKind } from '../../envelope/wire';
import type { FormatVersion } from '../../envelope-format/content-key';
import type { OpeningPlace } from '../open/open-messages';
import type {
  PartToUpload,
  RememberedSegment,
  StoredPart,
  TakenLetter,
  UploadCommand,
  UploadEvent,
} from './upload-messages';

type Bytes = Uint8Array<ArrayBuffer>;
type BegunPart = Pick<PartToUpload, 'wrappedKey' | 'kept' | 'urgent'>;
type SmallPart = Omit<Extract<UploadEvent, { type: 'small-written' }>, 'type' | 'requestId'>;
/** What is asked of the worker and answered once. */
type Question = Asked<Extract<UploadCommand, { requestId: number }>>;
type Asked<Command> = Command extends unknown ? Omit<Command, 'requestId'> : never;
type Listener = (event: UploadEvent) => void;

/** The page's side of one upload worker. One worker serves one draft, whose content key it keeps. */
export class UploadClient {
  readonly #worker: Worker;
  readonly #listeners = new Set<Listener>();
  #requests = 0;
  /** Why it can no more, once it has failed: nothing is encrypted with it after. */
  #broken: string | null = null;

  /** @param draftsPath where the API of the draft is, but for its id: a guest's lies at her letter */
  constructor(origin: string, draftsPath = '/api/drafts') {
    this.#worker = new Worker(new URL('./upload-worker.ts', import.meta.url), { type: 'module' });
    this.#worker.onmessage = (message: MessageEvent<UploadEvent>) => this.#tell(message.data);
    this.#worker.onerror = ({ message }) => {
      this.#worker.terminate(); // what it would still do could contradict what goes on without it
      this.#broken = message;
      this.#tell({ type: 'broken', reason: message });
    };
    this.#post({ type: 'start', origin, draftsPath });
  }

  /** Calls back for every event until the returned function is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Makes the content key of a new draft, which the worker keeps, and gives the packet for the server. */
  async makeKey(envelopeId: string, vaultPublicKey: string): Promise<Bytes> {
    const made = this.#next(
      (event): event is Extract<UploadEvent, { type: 'key-made' }> => event.type === 'key-made',
    );
    this.#post({ type: 'make-key', envelopeId, vaultPublicKey });
    return (await made).keyPacket;
  }

  /** The server knows the draft: what was encrypted in the meantime goes. */
  draftMade(): void {
    this.#post({ type: 'draft-made' });
  }

  /** Keeps the content key of a draft that was opened. */
  takeKey(envelopeId: string, contentKey: Bytes, format: FormatVersion): void {
    this.#post({ type: 'use-key', envelopeId, contentKey, format });
  }

  /** Starts to upload a part. */
  add(partId: string, kind: PartKind, source: Blob, begun: Partial<BegunPart> = {}): void {
    this.#post({ type: 'add', partId, kind, source, wrappedKey: null, kept: [], urgent: false, ...begun });
  }

  /** Uploads a part before all others and waits until it is stored. @throws the failure's code, or AbortError */
  async store(partId: string, kind: PartKind, source: Blob, signal: AbortSignal): Promise<StoredPart> {
    const cancel = () => this.command('cancel', partId);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const ended = this.#next(
        (event) =>
          (event.type === 'part-stored' && event.part.id === partId) ||
          (event.type === 'part-failed' && event.partId === partId),
        signal,
      );
      this.add(partId, kind, source, { urgent: true });
      const event = await ended;
      if (event.type === 'part-failed') {
        cancel();
        throw new Error(event.failure);
      }
      if (event.type !== 'part-stored') throw new Error('refused');
      return event.part;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Steers one part. */
  command(type: 'pause' | 'resume' | 'cancel' | 'retry', partId: string): void {
    this.#post({ type, partId });
  }

  /** Whatever waits tries again now. */
  wake(): void {
    this.#post({ type: 'wake' });
  }

  /** Encrypts a part of one segment, for a request that carries it. @throws the failure's code */
  async writeSmall(partId: string, source: Blob): Promise<SmallPart> {
    const event = await this.#ask({ type: 'write-small', partId, source });
    if (event.type !== 'small-written') throw new Error(event.type);
    return event;
  }

  /** Reads a stored picture of the draft; null for what is none. @throws the failure's code */
  async readPicture(wrappedKey: string | null, segments: RememberedSegment[]): Promise<Blob | null> {
    const event = await this.#ask({ type: 'read-picture', wrappedKey, segments });
    if (event.type !== 'picture-read') throw new Error(event.type);
    return event.picture;
  }

  /** Opens and verifies a letter that was sent; its parts' keys come back wrapped under the draft's. @throws the failure's code */
  async takeLetter(place: OpeningPlace): Promise<TakenLetter> {
    const event = await this.#ask({ type: 'take-letter', place });
    if (event.type !== 'letter-taken') throw new Error(event.type);
    return event.letter;
  }

  /** Encrypts under the letter's own key: a manifest, or the draft's text. */
  async encrypt(bytes: Bytes): Promise<Bytes> {
    const event = await this.#ask({ type: 'encrypt', bytes });
    if (event.type !== 'bytes') throw new Error(event.type);
    return event.bytes;
  }

  /** Decrypts what `encrypt` gave. @throws when a byte is wrong */
  async decrypt(bytes: Bytes): Promise<Bytes> {
    const event = await this.#ask({ type: 'decrypt', bytes });
    if (event.type !== 'bytes') throw new Error(event.type);
    return event.bytes;
  }

  /** Ends the worker, and with it everything in flight. */
  end(): void {
    this.#worker.terminate();
    this.#listeners.clear();
  }

  #post(command: UploadCommand): void {
    this.#worker.postMessage(command);
  }

  #tell(event: UploadEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  async #ask(question: Question): Promise<UploadEvent> {
    const requestId = ++this.#requests;
    const answer = this.#next((event) => 'requestId' in event && event.requestId === requestId);
    this.#post({ ...question, requestId });
    const event = await answer;
    if (event.type === 'request-failed') throw new Error(event.reason);
    return event;
  }

  #next<Wanted extends UploadEvent>(
    wanted: ((event: UploadEvent) => event is Wanted) | ((event: UploadEvent) => boolean),
    signal?: AbortSignal,
  ): Promise<Wanted> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== null) return reject(new Error(this.#broken));
      const stop = this.listen((event) => {
        if (event.type === 'broken') {
          stop();
          reject(new Error(event.reason));
        } else if (wanted(event)) {
          stop();
          // `wanted` has just said so; TypeScript cannot narrow through the union of predicates.
          resolve(event as Wanted);
        }
      });
      signal?.addEventListener('abort', () => {
        stop();
        reject(signal.reason);
      });
    });
  }
}
