import { v7 as uuidv7 } from 'uuid';
import type { Answering } from '../../answer/wire';
import type { SealAnswer } from '../../envelope/wire';
import { expiresInDaysDefault } from '../../expires-in-days';
import { isEmptyLetter } from '../../letter-text/letter-document';
import { readPlainText } from '../../letter-text/read-plain-text';
import { writeHtml } from '../../letter-text/write-html';
import { type CallApi, createApiClient } from '../../transfer/api-client';
import { type AnsweredLetter, answerLetter } from '../../writing/answer-letter';
import { AttachmentUploads } from '../compose/attachment-uploads';
import type { Attachment, SendFailure } from '../compose/compose-state';
import type { DraftText } from '../compose/draft-content';
import { requestToSeal } from '../compose/request-to-seal';
import { requestSeal } from '../compose/seal-draft';
import { needsSignIn, sendFailureOf } from '../compose/send-failure';
import { StoredDraft } from '../compose/stored-draft';
import { createRetryGate } from '../retry-gate';
import { UploadClient } from '../upload/upload-client';

/** What the page of an answer shows: an immutable snapshot. */
export type AnswerState = {
  phase: 'writing' | 'sending' | 'sent';
  text: string;
  /** Also to the others whom the letter shows. */
  toAll: boolean;
  attachments: readonly Attachment[];
  /** What uploads or the seal wait for. */
  waiting: 'network' | 'server' | 'sign-in' | null;
  failure: SendFailure | null;
  /** The worker cannot go on; the page must be loaded again. */
  broken: boolean;
  sealed: SealAnswer | null;
};

type Options = {
  origin: string;
  reference: string;
  answering: Answering;
  /** Verified. */
  letter: Omit<AnsweredLetter, 'text' | 'readAs'>;
  /** Before the title, in the reader's language. */
  prefix: string;
};

/** The seal is asked for until it is answered. */
const uncancelled = new AbortController().signal;

/**
 * One answer that a guest writes at her letter's link: plain text and files, to people of that letter, sealed like every letter. Files go
 * while she writes; the text leaves her browser with the seal alone. Listeners are told of every change of `state`.
 */
export class AnswerSession {
  readonly uploads: AttachmentUploads;
  readonly #client: UploadClient;
  readonly #stored: StoredDraft;
  readonly #callApi: CallApi;
  readonly #options: Options;
  readonly #draftsPath: string;
  readonly #envelopeId = uuidv7();
  /** The server may know the draft. */
  #isBegun = false;
  readonly #listeners = new Set<() => void>();
  readonly #gate = createRetryGate((waiting) => this.#become({ waiting }));
  #state: AnswerState = {
    phase: 'writing',
    text: '',
    toAll: false,
    attachments: [],
    waiting: null,
    failure: null,
    broken: false,
    sealed: null,
  };

  constructor(options: Options) {
    const { origin, reference, answering } = options;
    this.#options = options;
    this.#draftsPath = `/api/e/${reference}/answers`;
    this.#callApi = createApiClient(origin);
    this.#client = new UploadClient(origin, this.#draftsPath);
    const place = { draftsPath: this.#draftsPath, vaultKey: answering.vaultKey };
    this.#stored = new StoredDraft(this.#envelopeId, this.#client, this.#callApi, place);
    this.uploads = new AttachmentUploads(this.#client, () => {
      this.#become({ attachments: this.uploads.list });
      if (this.uploads.list.some(({ small }) => !small)) void this.#makeDraft();
    });
    this.#client.listen((event) => {
      if (event.type === 'waiting') this.#become({ waiting: event.reason });
      if (event.type === 'broken') this.#become({ broken: true });
      if (event.type === 'part-failed' && ['refused', 'draft-gone'].includes(event.failure))
        void this.#askWhy();
    });
    this.#stored.prefetch();
  }

  /** For useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getState = (): AnswerState => this.#state;

  /** Whether something would be lost if the page went now. */
  get isUnsent(): boolean {
    const { phase, text, attachments } = this.#state;
    return phase !== 'sent' && (text.trim() !== '' || attachments.length > 0);
  }

  /** Whether there is something to send. */
  get isEmpty(): boolean {
    return this.#state.attachments.length === 0 && isEmptyLetter(readPlainText(this.#state.text));
  }

  /** To whom it goes as things stand, in the words of the letter. */
  get people(): { name: string | null; address: string }[] {
    const { to, cc } = this.#addressed(this.#state.toAll);
    return [...to, ...cc];
  }

  /** Whom "also to the others" adds. */
  get others(): { name: string | null; address: string }[] {
    const first = new Set(this.#addressed(false).to.map(({ address }) => address));
    const { to, cc } = this.#addressed(true);
    return [...to, ...cc].filter(({ address }) => !first.has(address));
  }

  /** The person has changed something. */
  write(change: Partial<Pick<AnswerState, 'text' | 'toAll'>>): void {
    if (this.#state.phase === 'writing') this.#become({ ...change, failure: null });
  }

  /** Whatever waits tries again now. */
  wake(): void {
    this.#client.wake();
    this.#gate.wake();
  }

  /** Finishes the uploads, then seals; why not, stands in `failure`, and everything stays as it was. */
  async send(): Promise<void> {
    if (this.#state.phase !== 'writing' || this.isEmpty) return;
    this.#become({ phase: 'sending', failure: null });
    try {
      const { mailboxId, titleShown } = this.#options.answering;
      const request = await requestToSeal(
        this.#composing(),
        this.#stored,
        { mailboxId, titleShown },
        uncancelled,
      );
      const ask = () => requestSeal(this.#callApi, this.#envelopeId, request, this.#draftsPath);
      const sealed = await this.#gate.persist(ask, uncancelled);
      this.#become({ phase: 'sent', sealed });
      this.#client.end();
    } catch (error) {
      const failure = sendFailureOf(error);
      this.#become({ phase: 'writing', failure, ...this.#signInOf(error) });
      if (failure.code === 'files-incomplete') await this.#askWhy();
    }
  }

  /** Throws it away, here and on the server. */
  discard(): void {
    const path = `${this.#draftsPath}/${this.#envelopeId}`;
    // where that is lost, it goes with the drafts that nobody touches
    if (this.#isBegun) void this.#callApi('DELETE', path).catch(() => undefined);
    this.end();
  }

  /** Ends the worker; nothing of the session may be used after. */
  end(): void {
    this.#client.end();
    this.#listeners.clear();
  }

  /** The draft exists once a file needs a place of its own: said at once why it may not. */
  async #makeDraft(): Promise<void> {
    this.#isBegun = true;
    const make = () => this.#stored.ensureMade(this.#options.answering.mailboxId);
    await this.#gate.persist(make, uncancelled).catch((error: unknown) => {
      this.#become({ failure: sendFailureOf(error), ...this.#signInOf(error) });
    });
  }

  /** A file was refused: whether its letter can still be answered. */
  async #askWhy(): Promise<void> {
    await this.#callApi('GET', this.#draftsPath).catch((error: unknown) => {
      this.#become({ failure: sendFailureOf(error), ...this.#signInOf(error) });
    });
  }

  #signInOf(error: unknown): Partial<AnswerState> {
    return needsSignIn(error) ? { waiting: 'sign-in' } : {};
  }

  #addressed(toAll: boolean) {
    const { letter, answering, prefix } = this.#options;
    const { address } = answering;
    const answered = { ...letter, text: [], readAs: address };
    return answerLetter(answered, toAll ? 'reply-all' : 'reply', [address], { prefix, above: [] });
  }

  #draftText(): DraftText {
    const { to, cc, title } = this.#addressed(this.#state.toAll);
    const named = ({ address, name }: { address: string; name: string | null }) => ({
      address,
      ...(name ? { name } : {}),
    });
    return {
      fromAddress: this.#options.answering.address,
      to: to.map(named),
      cc: cc.map(named),
      bcc: [],
      title,
      html: writeHtml(readPlainText(this.#state.text)),
      expiresInDays: expiresInDaysDefault,
      inReplyTo: this.#options.answering.envelopeId,
    };
  }

  #composing() {
    const stateOf = () => ({
      envelopeId: this.#envelopeId,
      text: this.#draftText(),
      attachments: this.#state.attachments,
    });
    return {
      client: this.#client,
      uploads: this.uploads,
      saver: { hold: async () => undefined }, // no text is saved on its way
      get state() {
        return stateOf();
      },
      subscribe: this.subscribe,
    };
  }

  #become(change: Partial<AnswerState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}
