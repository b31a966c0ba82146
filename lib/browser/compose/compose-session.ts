import { v7 as uuidv7 } from 'uuid';
import { ApiProblem, type CallApi, createApiClient } from '../../transfer/api-client';
import { createRetryGate } from '../upload/retry-gate';
import { UploadClient } from '../upload/upload-client';
import { AttachmentUploads } from './attachment-uploads';
import { type ComposeState, isSignInNeeded, rememberedAttachment } from './compose-state';
import type { DraftText } from './draft-content';
import { DraftSaver } from './draft-saver';
import { requestSeal, storeBody, storeManifest } from './seal-draft';
import { needsSignIn, sendFailureOf } from './send-failure';
import { StoredDraft } from './stored-draft';
import { untilStored } from './until-stored';

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
      const joinsOrLeaves = this.uploads.list.length !== this.#state.attachments.length;
      this.#become({ attachments: this.uploads.list });
      if (change === 'shown') return;
      this.#touch(change === 'stored' ? storedNotedMs : undefined);
      // a browser that dies now must not leave segments that no draft names
      if (joinsOrLeaves) void this.saver.flush();
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
      const { content, parts } = await this.#stored.open();
      if (content) {
        const { format: _, attachments, ...text } = content;
        this.#become({ text, textVersion: this.#state.textVersion + 1 });
        this.uploads.restore(attachments, parts);
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
    await this.#stored.takeRevision();
    this.saver.settle(null);
    this.#touch();
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

  /** Finishes the uploads, then seals. Resolves with the envelope's id, or null when it was cancelled or failed (see `sendFailure`). */
  async send(): Promise<string | null> {
    if (this.#state.phase !== 'editing') return null;
    const sending = new AbortController();
    this.#sending = sending;
    this.#become({ phase: 'sending', sendFailure: null });
    try {
      await this.#stored.ensureMade(this.#identity().mailboxId);
      for (const { partId, status } of this.#state.attachments) {
        if (status === 'paused') this.uploads.steer(partId, 'resume');
      }
      const { signal } = sending;
      const [body] = await Promise.all([
        storeBody(this.client, this.#state.text.html, signal),
        untilStored(this, signal),
      ]);
      const { envelopeId, text, attachments } = this.#state;
      const identity = this.#identity();
      const draft = { envelopeId, text, mailboxId: identity.mailboxId, titleShown: identity.titleShown };
      const request = await storeManifest(this.client, draft, body, attachments, signal);
      await this.saver.hold();
      signal.throwIfAborted();
      this.#become({ phase: 'sealing' });
      await this.#sealGate.persist(() => requestSeal(this.#callApi, envelopeId, request), uncancelled);
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

  #touch(withinMs?: number): void {
    void this.#stored.ensureMade(this.#identity().mailboxId).catch(() => undefined);
    this.saver.touch(withinMs);
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

  #save(how: { keepalive: boolean }): Promise<Date> {
    const { text, attachments } = this.#state;
    const content = {
      format: 'pli-draft-1' as const,
      ...text,
      attachments: attachments.map(rememberedAttachment),
    };
    const signInsBefore = this.#signIns;
    const save = () => this.#stored.save(content, this.#identity().mailboxId, how);
    return save().catch((error: unknown) => {
      // It left before the sign-in: its refusal says nothing of the new session.
      if (needsSignIn(error) && this.#signIns !== signInsBefore) return save();
      throw error;
    });
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
