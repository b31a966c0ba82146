import { v7 as uuidv7 } from 'uuid';
import type {
  CreateDraftRequest,
  OpenDraftAnswer,
  SaveDraftAnswer,
  SaveDraftRequest,
} from '../../envelope/wire';
import { ApiProblem, type CallApi, createApiClient, NetworkLost } from '../api-client';
import { fromBase64, toBase64 } from '../base64';
import { UploadClient } from '../upload/upload-client';
import { AttachmentUploads } from './attachment-uploads';
import { type ComposeState, rememberedAttachment, type SendFailure } from './compose-state';
import { type DraftContent, type DraftText, parseDraftContent } from './draft-content';
import { DraftSaver } from './draft-saver';
import { requestSeal, storeBody, storeManifest } from './seal-draft';

/** What a session must know of the person's mailboxes. */
export type ComposeIdentity = { mailboxId: string; address: string; titleShown: boolean };

/** A keepalive request may carry 64 KiB in all. */
const keepaliveBytesMax = 60_000;

/**
 * One draft being written, from the first keystroke to the seal; lives on while the person looks at another page.
 * Listeners are told of every change of `state`.
 */
export class ComposeSession {
  readonly client: UploadClient;
  readonly uploads: AttachmentUploads;
  readonly saver: DraftSaver;
  readonly #callApi: CallApi;
  readonly #identities: readonly ComposeIdentity[];
  readonly #listeners = new Set<() => void>();
  #state: ComposeState;
  #revision = 0;
  #made: Promise<void> | null = null;
  #keyPacket: string | null = null;
  #vaultKey: Promise<string> | null = null;
  #sending: AbortController | null = null;

  constructor(options: {
    origin: string;
    envelopeId: string | null;
    text: DraftText;
    identities: readonly ComposeIdentity[];
  }) {
    this.#callApi = createApiClient(options.origin);
    this.#identities = options.identities;
    this.client = new UploadClient(options.origin);
    this.#state = {
      envelopeId: options.envelopeId ?? uuidv7(),
      phase: options.envelopeId ? 'opening' : 'editing',
      text: options.text,
      textVersion: 0,
      attachments: [],
      save: { state: 'saved', at: null },
      waiting: null,
      sendFailure: null,
      broken: false,
    };
    this.uploads = new AttachmentUploads(this.client, (durable) => {
      this.#become({ attachments: this.uploads.list });
      if (durable) this.#touch();
    });
    this.saver = new DraftSaver({
      save: (how) => this.#save(how),
      onState: (save) => this.#become({ save }),
    });
    this.client.listen((event) => {
      if (event.type === 'waiting') this.#become({ waiting: event.reason });
      if (event.type === 'broken') this.#become({ broken: true });
    });
    if (options.envelopeId) void this.open();
    else void this.#fetchVaultKey().catch(() => undefined);
  }

  get state(): ComposeState {
    return this.#state;
  }

  /** For useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getState = (): ComposeState => this.#state;

  /** Whether bytes would be lost if the page went now. */
  get wouldLose(): boolean {
    const { phase } = this.#state;
    if (phase === 'sealed' || phase === 'gone') return false;
    return (
      this.uploads.active ||
      phase === 'sending' ||
      phase === 'sealing' ||
      (this.saver.unsaved && !navigator.onLine)
    );
  }

  /** The person has changed the text. */
  write(change: Partial<DraftText>): void {
    if (this.#state.phase !== 'editing') return;
    this.#become({ text: { ...this.#state.text, ...change }, sendFailure: null });
    this.#touch();
  }

  /** Opens the stored draft, or again after the network was away. */
  async open(): Promise<void> {
    this.#become({ phase: 'opening' });
    try {
      const answer = await this.#openDraft();
      this.#made = Promise.resolve();
      this.client.takeKey(this.#state.envelopeId, fromBase64(answer.contentKey));
      const content = answer.ciphertext
        ? parseDraftContent(await this.client.decryptText(fromBase64(answer.ciphertext)))
        : null;
      this.#revision = answer.revision;
      if (content) {
        const { format: _, attachments, ...text } = content;
        this.#become({ text, textVersion: this.#state.textVersion + 1 });
        this.uploads.restore(attachments, answer.parts);
      }
      this.saver.settle(null);
      this.#become({ phase: 'editing' });
    } catch (error) {
      const gone = error instanceof ApiProblem && error.status !== 401 && error.status < 500;
      this.#become({
        phase: gone ? 'gone' : 'unreachable',
        waiting: needsSignIn(error) ? 'sign-in' : this.#state.waiting,
      });
    }
  }

  /** After a stale save: this page's version replaces the newer one. */
  async keepThisVersion(): Promise<void> {
    const answer = await this.#openDraft();
    this.#revision = answer.revision;
    this.saver.settle(null);
    this.#touch();
    await this.saver.flush();
  }

  /** The person has signed in again. */
  signedIn(): void {
    this.client.wake();
    if (this.#state.waiting === 'sign-in') this.#become({ waiting: null });
    if (this.#state.phase === 'unreachable') void this.open();
    else void this.saver.flush();
  }

  /** Finishes the uploads, then seals. Resolves with the envelope's id, or null when it was cancelled or failed (see `sendFailure`). */
  async send(): Promise<string | null> {
    if (this.#state.phase !== 'editing') return null;
    const sending = new AbortController();
    this.#sending = sending;
    this.#become({ phase: 'sending', sendFailure: null });
    try {
      await this.#ensureMade();
      const { signal } = sending;
      const [body] = await Promise.all([
        storeBody(this.client, this.#state.text.html, signal),
        this.#allStored(signal),
      ]);
      const { envelopeId, text, attachments } = this.#state;
      const identity = this.#identity();
      const draft = { envelopeId, text, mailboxId: identity.mailboxId, titleShown: identity.titleShown };
      const request = await storeManifest(this.client, draft, body, attachments, signal);
      signal.throwIfAborted();
      this.#become({ phase: 'sealing' });
      await requestSeal(this.#callApi, envelopeId, request);
      performance.mark('pli:sealed');
      this.saver.end();
      this.#become({ phase: 'sealed' });
      return envelopeId;
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'envelope-incomplete') await this.#sendMissingAgain();
      this.#become({
        phase: 'editing',
        sendFailure: sending.signal.aborted ? null : sendFailureOf(error),
        waiting: needsSignIn(error) ? 'sign-in' : this.#state.waiting,
      });
      this.saver.touch();
      return null;
    } finally {
      this.#sending = null;
    }
  }

  /** Takes Send back, as long as the seal has not been asked for. */
  cancelSend(): void {
    if (this.#state.phase === 'sending') this.#sending?.abort(new DOMException('cancelled', 'AbortError'));
  }

  /** Ends the worker; nothing of the session may be used after. */
  end(): void {
    this.saver.end();
    this.client.end();
  }

  #identity(): ComposeIdentity {
    const identity =
      this.#identities.find(({ address }) => address === this.#state.text.fromAddress) ?? this.#identities[0];
    if (!identity) throw new Error('no mailbox');
    return identity;
  }

  #touch(): void {
    void this.#ensureMade().catch(() => undefined);
    this.saver.touch();
  }

  /** Every file stored; a failed or missing one ends it. */
  #allStored(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const { attachments } = this.#state;
        if (attachments.every(({ status }) => status === 'stored')) stop(resolve);
        else if (attachments.some(({ status }) => status === 'failed' || status === 'file-needed')) {
          stop(() => reject(new Error('files-incomplete')));
        }
      };
      const stop = (end: () => void) => {
        unsubscribe();
        end();
      };
      const unsubscribe = this.subscribe(look);
      signal.addEventListener('abort', () => stop(() => reject(signal.reason)), { once: true });
      for (const { partId, status } of this.#state.attachments) {
        if (status === 'paused') this.uploads.steer(partId, 'resume');
      }
      look();
    });
  }

  /** The store has lost what it acknowledged, or the draft was changed elsewhere: missing segments go again. */
  async #sendMissingAgain(): Promise<void> {
    const answer = await this.#openDraft().catch(() => null);
    if (!answer) return;
    const files = new Map(this.#state.attachments.map(({ partId, file }) => [partId, file]));
    this.uploads.restore(this.#state.attachments.map(rememberedAttachment), answer.parts);
    const missing = this.#state.attachments.filter(({ status }) => status === 'file-needed');
    this.uploads.add(missing.flatMap(({ partId }) => files.get(partId) ?? []));
  }

  #openDraft(): Promise<OpenDraftAnswer> {
    return this.#callApi<OpenDraftAnswer>('POST', `/api/drafts/${this.#state.envelopeId}/open`, {});
  }

  #fetchVaultKey(): Promise<string> {
    this.#vaultKey ??= this.#callApi<{ publicKey: string }>('GET', '/api/vault-key').then(
      ({ publicKey }) => publicKey,
      (error: unknown) => {
        this.#vaultKey = null;
        throw error;
      },
    );
    return this.#vaultKey;
  }

  /** The draft exists on the server, and the worker has its content key; made once, tried again after a failure. */
  #ensureMade(): Promise<void> {
    this.#made ??= this.#make().catch((error: unknown) => {
      this.#made = null;
      throw error;
    });
    return this.#made;
  }

  async #make(): Promise<void> {
    const { envelopeId } = this.#state;
    if (this.#keyPacket === null) {
      this.#keyPacket = toBase64(await this.client.makeKey(envelopeId, await this.#fetchVaultKey()));
    }
    const request: CreateDraftRequest = { mailboxId: this.#identity().mailboxId, keyPacket: this.#keyPacket };
    await this.#callApi('PUT', `/api/drafts/${envelopeId}`, request);
    this.client.draftMade();
  }

  async #save({ keepalive }: { keepalive: boolean }): Promise<Date> {
    await this.#ensureMade();
    const content: DraftContent = {
      format: 'pli-draft-1',
      ...this.#state.text,
      attachments: this.#state.attachments.map(rememberedAttachment),
    };
    const ciphertext = toBase64(await this.client.encryptText(JSON.stringify(content)));
    const request: SaveDraftRequest = {
      revision: this.#revision,
      mailboxId: this.#identity().mailboxId,
      ciphertext,
    };
    const answer = await this.#callApi<SaveDraftAnswer>(
      'PUT',
      `/api/drafts/${this.#state.envelopeId}/content`,
      request,
      {
        keepalive: keepalive && ciphertext.length < keepaliveBytesMax,
      },
    );
    this.#revision = answer.revision;
    return new Date(answer.savedAt);
  }

  #become(change: Partial<ComposeState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}

function needsSignIn(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}

function sendFailureOf(error: unknown): SendFailure {
  if (error instanceof ApiProblem) return { code: 'refused', reason: error.code, sentence: error.sentence };
  if (error instanceof NetworkLost) return { code: 'network-lost' };
  const message = error instanceof Error ? error.message : '';
  return { code: message === 'files-incomplete' || message === 'storage-full' ? message : 'internal' };
}
