import type { PartKind } from '../../envelope/wire';
import type { StoredPart, StoredSegment, UploadCommand, UploadEvent } from './upload-messages';

type Bytes = Uint8Array<ArrayBuffer>;
type Listener = (event: UploadEvent) => void;

/** The page's side of one upload worker. One worker serves one draft, whose content key it keeps. */
export class UploadClient {
  readonly #worker: Worker;
  readonly #listeners = new Set<Listener>();
  #requests = 0;

  constructor(origin: string) {
    this.#worker = new Worker(new URL('./upload-worker.ts', import.meta.url), { type: 'module' });
    this.#worker.onmessage = (message: MessageEvent<UploadEvent>) => this.#tell(message.data);
    this.#worker.onerror = (event) => this.#tell({ type: 'broken', reason: event.message });
    this.#post({ type: 'start', origin });
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
  takeKey(envelopeId: string, contentKey: Bytes): void {
    this.#post({ type: 'use-key', envelopeId, contentKey });
  }

  /** Starts to upload a part. */
  add(partId: string, kind: PartKind, source: Blob, kept: StoredSegment[] = [], urgent = false): void {
    this.#post({ type: 'add', partId, kind, source, kept, urgent });
  }

  /** Uploads a part before all others and waits until it is stored. @throws the failure's code, or AbortError */
  async store(partId: string, kind: PartKind, source: Blob, signal: AbortSignal): Promise<StoredPart> {
    const cancel = () => this.command('cancel', partId);
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const ended = this.#next(
        (event) =>
          (event.type === 'part-stored' && event.part.partId === partId) ||
          (event.type === 'part-failed' && event.partId === partId),
        signal,
      );
      this.add(partId, kind, source, [], true);
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

  /** Encrypts the draft's text under the content key. */
  async encryptText(text: string): Promise<Bytes> {
    const requestId = ++this.#requests;
    const answer = this.#answerTo(requestId);
    this.#post({ type: 'encrypt-text', requestId, text });
    const event = await answer;
    if (event.type !== 'text-encrypted')
      throw new Error(event.type === 'request-failed' ? event.reason : event.type);
    return event.ciphertext;
  }

  /** Decrypts what `encryptText` gave. @throws when a byte is wrong */
  async decryptText(ciphertext: Bytes): Promise<string> {
    const requestId = ++this.#requests;
    const answer = this.#answerTo(requestId);
    this.#post({ type: 'decrypt-text', requestId, ciphertext });
    const event = await answer;
    if (event.type !== 'text-decrypted')
      throw new Error(event.type === 'request-failed' ? event.reason : event.type);
    return event.text;
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

  #answerTo(requestId: number): Promise<UploadEvent> {
    return this.#next((event) => 'requestId' in event && event.requestId === requestId);
  }

  #next<Wanted extends UploadEvent>(
    wanted: ((event: UploadEvent) => event is Wanted) | ((event: UploadEvent) => boolean),
    signal?: AbortSignal,
  ): Promise<Wanted> {
    return new Promise((resolve, reject) => {
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
