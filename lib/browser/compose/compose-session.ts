import { v7 as uuidv7 } from 'uuid';
import type { NamePartsAnswer, NamePartsRequest, OpenDraftAnswer } from '../../envelope/wire';
import { ApiProblem, type CallApi, createApiClient } from '../../transfer/api-client';
import { createRetryGate } from '../retry-gate';
import { UploadClient } from '../upload/upload-client';
import { AttachmentUploads } from './attachment-uploads';
import { carriedOf } from './carried-files';
import { type ComposeState, isSignInNeeded, rememberedAttachment } from './compose-state';
import { type DraftContent, type DraftText, textOf } from './draft-content';
import { DraftSaver } from './draft-saver';
import { noteSent } from './just-sent';
import { keepSentWords } from './keep-sent-words';
import { requestToSeal } from './request-to-seal';
import { requestSeal } from './seal-draft';
import { needsSignIn, sendFailureOf } from './send-failure';
import { StoredDraft } from './stored-draft';

/** What a session must know of the person's mailboxes. */
export type ComposeIdentity = { mailboxId: string; address: string; titleShown: boolean };

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
  readonly #stored: StoredDraft;
  /** Where the seal waits: asking twice is harmless, and an answer that was lost must still be heard. */
  readonly #sealGate = createRetryGate((waiting) => this.#become({ waiting }));
  #sending: AbortController | null = null;
  /** What the server had of its files when it was opened. */
  #parts: OpenDraftAnswer['parts'] = [];
  #signIns = 0;

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
      signInNeeded: false,
      sendFailure: null,
      broken: false,
    };
    this.#stored = new StoredDraft(this.#state.envelopeId, this.client, this.#callApi);
    this.uploads = new AttachmentUploads(this.client, (change) => {
      this.#become({ attachments: this.uploads.list });
      if (change === 'shown') return;
      this.saver.touch(change === 'stored' ? storedNotedMs : undefined);
      if (change === 'urgent') void this.saver.flush();
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
    else this.#stored.prefetch();
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

  /** The draft as it is saved. */
  get content(): DraftContent {
    const { text, attachments } = this.#state;
    return { format: 'pli-draft-2', ...text, attachments: attachments.map(rememberedAttachment) };
  }

  /** As which addresses its person may write, the usual one first. */
  get addresses(): readonly string[] {
    return this.#identities.map(({ address }) => address);
  }

  /** Which stored version it began from; 0 where nothing is stored. */
  get revision(): number {
    return this.#stored.revision;
  }

  /** Whether its letter can say more than text and files: one that a page from before began cannot. */
  get takesMarks(): boolean {
    return this.#stored.format !== 1;
  }

  /** The person has changed the text. */
  write(change: Partial<DraftText>): void {
    if (this.#state.phase !== 'editing') return;
    this.#become({ text: { ...this.#state.text, ...change }, sendFailure: null });
    this.saver.touch();
  }

  /**
   * Puts a whole text into the draft from outside its editor, which takes it over; saved from here like anything the person writes.
   * `files`: those of a text that began from this very version; where none are given, the ones that are here stay.
   */
  fill(text: DraftText, files?: DraftContent['attachments']): void {
    if (this.#state.phase !== 'editing') return;
    this.#place(text, files);
    this.saver.touch();
  }

  /** The draft exists on the server, so that other requests may name it. @throws ApiProblem, NetworkLost */
  ensureMade(): Promise<void> {
    return this.#stored.ensureMade(this.#identity().mailboxId);
  }

  /** Fills the draft with a text whose files are parts of a letter: they become parts of the draft as well. @throws ApiProblem */
  async fillNaming(
    from: NamePartsRequest['from'],
    text: DraftText,
    files: DraftContent['attachments'],
  ): Promise<void> {
    if (files.length > 0) {
      const request: NamePartsRequest = { from, parts: files.map(({ partId }) => partId) };
      const path = `/api/drafts/${this.#state.envelopeId}/parts`;
      this.#parts = (await this.#callApi<NamePartsAnswer>('POST', path, request)).parts;
    }
    this.fill(text, files);
  }

  /** Opens the stored draft, or again after the network was away. */
  async open(): Promise<void> {
    this.#become({ phase: 'opening' });
    try {
      const { content, parts } = await this.#stored.open();
      this.#parts = parts;
      this.uploads.carries = this.#stored.format !== 1;
      if (content) this.#place(textOf(content), content.attachments);
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
    await this.#stored.takeRevision();
    this.saver.settle(null);
    this.saver.touch();
    await this.saver.flush();
  }

  /** Whatever waits tries again now. */
  wake(): void {
    this.client.wake();
    this.#sealGate.wake();
  }

  /** The person has signed in again. */
  signedIn(): void {
    this.#signIns += 1;
    this.wake();
    const { waiting, save } = this.#state;
    this.#state = { ...this.#state, signInNeeded: false };
    this.#become({
      waiting: waiting === 'sign-in' ? null : waiting,
      save: save.state === 'sign-in' ? { ...save, state: 'dirty' } : save,
    });
    if (this.#state.phase === 'unreachable') void this.open();
    else void this.saver.flush();
  }

  /** Finishes the uploads, then seals; it leaves at once, or at the time given. Resolves with the envelope's id, or null when it was cancelled or failed (see `sendFailure`). */
  async send(leavesAt: Date | null = null): Promise<string | null> {
    if (this.#state.phase !== 'editing') return null;
    const sending = new AbortController();
    this.#sending = sending;
    this.#become({ phase: 'sending', sendFailure: null });
    try {
      const { signal } = sending;
      const { envelopeId } = this.#state;
      const written = await requestToSeal(this, this.#stored, this.#identity(), signal);
      const request = leavesAt ? { ...written, releaseAt: leavesAt.toISOString() } : written;
      signal.throwIfAborted();
      this.#become({ phase: 'sealing' });
      noteSent(
        await this.#sealGate.persist(() => requestSeal(this.#callApi, envelopeId, request), uncancelled),
      );
      performance.mark('pli:sealed');
      this.saver.end();
      void keepSentWords(this.#callApi, this.#state);
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

  /**
   * Throws the draft away, here and on the server; nothing brings it back. Uploads pause first, so that none of them comes
   * after it. Resolves with whether it is gone; where not, everything goes on.
   */
  async discard(): Promise<boolean> {
    if (this.#state.phase !== 'editing') return false;
    const uploading = this.#state.attachments.filter(({ status }) => status === 'uploading');
    for (const { partId } of uploading) this.uploads.steer(partId, 'pause');
    await this.saver.hold();
    try {
      await this.#callApi('DELETE', `/api/drafts/${this.#state.envelopeId}`);
    } catch (error) {
      // One that was never stored, or is gone already, is as gone as it can be.
      if (!(error instanceof ApiProblem && error.status === 404)) {
        this.#become({ sendFailure: sendFailureOf(error), waiting: needsSignIn(error) ? 'sign-in' : null });
        for (const { partId } of uploading) this.uploads.steer(partId, 'resume');
        this.saver.touch();
        return false;
      }
    }
    this.#become({ phase: 'gone' });
    this.end();
    return true;
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

  #place(text: DraftText, files: DraftContent['attachments'] | undefined): void {
    this.#become({ text, textVersion: this.#state.textVersion + 1 });
    if (files) this.uploads.restore(files, this.#parts);
  }

  /** The store has lost what it acknowledged, or the draft was changed elsewhere: missing segments go again. */
  async #sendMissingAgain(): Promise<void> {
    const answer = await this.#stored.read().catch(() => null);
    if (!answer) return;
    const files = new Map(this.#state.attachments.map(({ partId, file }) => [partId, file]));
    this.uploads.restore(this.#state.attachments.map(rememberedAttachment), answer.parts);
    const missing = this.#state.attachments.filter(({ status }) => status === 'file-needed');
    this.uploads.add(missing.flatMap(({ partId }) => files.get(partId) ?? []));
  }

  async #save({ keepalive }: { keepalive: boolean }): Promise<Date> {
    const { content } = this;
    const signInsBefore = this.#signIns;
    const carried = carriedOf(this.#state.attachments);
    const { mailboxId } = this.#identity();
    const save = () => this.#stored.save(content, { mailboxId, carried, keepalive });
    const { at, files } = await save().catch((error: unknown) => {
      // It left before the sign-in: its refusal says nothing of the new session.
      if (needsSignIn(error) && this.#signIns !== signInsBefore) return save();
      throw error;
    });
    this.uploads.carriedStored(files);
    if (files.length < carried.length) this.saver.touch();
    return at;
  }

  #become(change: Partial<ComposeState>): void {
    const state = { ...this.#state, ...change };
    this.#state = { ...state, signInNeeded: isSignInNeeded(state) };
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The seal is asked for until it is answered. */
const uncancelled = new AbortController().signal;

/** What is stored of a file is remembered this soon, however fast segments follow each other: a reload sends the rest again. */
const storedNotedMs = 2_000;
