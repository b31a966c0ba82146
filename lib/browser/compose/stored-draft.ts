import type {
  CreateDraftRequest,
  OpenDraftAnswer,
  SaveDraftAnswer,
  SaveDraftRequest,
  VaultKeyAnswer,
} from '../../envelope/wire';
import type { FormatVersion } from '../../envelope-format/content-key';
import { ApiProblem, type CallApi } from '../../transfer/api-client';
import { fromBase64, toBase64 } from '../../transfer/base64';
import { strictUtf8 } from '../../transfer/strict-utf8';
import { draftRequestOf } from '../../writing/draft-request';
import type { UploadClient } from '../upload/upload-client';
import { type DraftContent, parseDraftContent } from './draft-content';

/** A keepalive request may carry 64 KiB in all. */
const keepaliveBytesMax = 60_000;

type Bytes = Uint8Array<ArrayBuffer>;
type Carried = NonNullable<SaveDraftRequest['carried']>;
type SaveOptions = {
  mailboxId: string;
  carried: Readonly<Carried>;
  /** The page may be going. */
  keepalive: boolean;
};

/** When it was stored, and which files came with it. */
type Saved = { at: Date; files: string[] };

/** One draft as the server keeps it: key packet, encrypted content, revision. What is in it only the worker can read. */
export class StoredDraft {
  readonly #envelopeId: string;
  readonly #client: UploadClient;
  readonly #callApi: CallApi;
  readonly #path: string;
  #revision = 0;
  /** Ciphertexts of saves since the last acknowledged one that were not answered. */
  readonly #unanswered = new Set<string>();
  #made: Promise<void> | null = null;
  #isMade = false;
  #keyPacket: Promise<Bytes> | null = null;
  #format: FormatVersion = 2;
  #vaultKey: Promise<string> | null = null;

  /** @param place where its API is, but for its id, and the vault's key where it is known: for who writes at a letter's link */
  constructor(
    envelopeId: string,
    client: UploadClient,
    callApi: CallApi,
    place: { draftsPath: string; vaultKey: string | null } = { draftsPath: '/api/drafts', vaultKey: null },
  ) {
    this.#envelopeId = envelopeId;
    this.#client = client;
    this.#callApi = callApi;
    this.#path = `${place.draftsPath}/${envelopeId}`;
    if (place.vaultKey !== null) this.#vaultKey = Promise.resolve(place.vaultKey);
  }

  /** Of the version that this page knows to be stored; 0 before the first. */
  get revision(): number {
    return this.#revision;
  }

  /** Version of the envelope format: 1 only of a draft that was begun by a page from before. */
  get format(): FormatVersion {
    return this.#format;
  }

  /** Has the vault's public key, and then the draft's own keys, before the first keystroke would wait for them. */
  prefetch(): void {
    void this.#key().catch(() => undefined);
  }

  /** The request that makes the draft, for the first that needs it to exist; null where the server knows it. */
  async toMake(mailboxId: string): Promise<CreateDraftRequest | null> {
    return this.#isMade ? null : draftRequestOf(mailboxId, { keyPacket: await this.#key() });
  }

  /** What carried the request that makes it was answered: what waits for that goes. */
  wasMade(): void {
    if (this.#isMade) return;
    this.#isMade = true;
    this.#client.draftMade();
  }

  /** The draft exists on the server; made once, tried again after a failure. */
  ensureMade(mailboxId: string): Promise<void> {
    this.#made ??= this.#make(mailboxId).catch((error: unknown) => {
      this.#made = null;
      throw error;
    });
    return this.#made;
  }

  /** Opens it: the worker gets the key. `content` is null before the first save. */
  async open(): Promise<{ content: DraftContent | null; parts: OpenDraftAnswer['parts'] }> {
    const { contentKey, format, ciphertext, revision, parts } = await this.read();
    this.#isMade = true;
    this.#format = format;
    this.#client.takeKey(this.#envelopeId, fromBase64(contentKey), format);
    const saved = ciphertext === null ? null : await this.#client.decrypt(fromBase64(ciphertext));
    this.#revision = revision;
    return { content: saved === null ? null : parseDraftContent(strictUtf8(saved)), parts };
  }

  /** What the server has of it, as it stands. */
  read(): Promise<OpenDraftAnswer> {
    return this.#callApi<OpenDraftAnswer>('POST', `${this.#path}/open`, {});
  }

  /** The next save replaces whatever newer version the server has. */
  async takeRevision(): Promise<void> {
    this.#revision = (await this.read()).revision;
  }

  /**
   * Encrypts and stores the content, with the draft where there is none, and with the small files that it speaks of.
   * A page that may be going saves the text alone where the files are too much for that moment.
   * @throws ApiProblem `draft-stale` when another page has stored a newer one
   */
  async save(content: DraftContent, { mailboxId, carried, keepalive }: SaveOptions): Promise<Saved> {
    const draft = await this.toMake(mailboxId);
    const ciphertext = toBase64(
      await this.#client.encrypt(new TextEncoder().encode(JSON.stringify(content))),
    );
    const bytes = carried.reduce((sum, one) => sum + one.bytes.length, ciphertext.length);
    const files = keepalive && bytes >= keepaliveBytesMax ? [] : carried;
    const request: SaveDraftRequest = {
      ...(draft === null ? {} : { draft }),
      ...(files.length === 0 ? {} : { carried: [...files] }),
      revision: this.#revision,
      mailboxId,
      ciphertext,
    };
    const answer = await this.#put(request, keepalive && ciphertext.length < keepaliveBytesMax);
    this.wasMade();
    this.#unanswered.clear();
    this.#revision = answer.revision;
    return { at: new Date(answer.savedAt), files: files.map(({ partId }) => partId) };
  }

  /**
   * A save whose answer was lost may have been stored all the same: then the newer version on the server is our own, known
   * by its ciphertext, which no other page can have made.
   */
  async #put(request: SaveDraftRequest, keepalive: boolean): Promise<SaveDraftAnswer> {
    const put = (body: SaveDraftRequest) =>
      this.#callApi<SaveDraftAnswer>('PUT', `${this.#path}/content`, body, { keepalive });
    try {
      return await put(request);
    } catch (error) {
      if (!(error instanceof ApiProblem && error.status < 500)) this.#unanswered.add(request.ciphertext);
      const stale = error instanceof ApiProblem && error.code === 'draft-stale';
      if (!stale || this.#unanswered.size === 0) throw error;
      const { revision, ciphertext } = await this.read();
      if (ciphertext === null || !this.#unanswered.has(ciphertext)) throw error;
      this.#revision = revision;
      return put({ ...request, revision });
    }
  }

  #fetchVaultKey(): Promise<string> {
    this.#vaultKey ??= this.#callApi<VaultKeyAnswer>('GET', '/api/vault-key').then(
      ({ publicKey }) => publicKey,
      (error: unknown) => {
        this.#vaultKey = null;
        throw error;
      },
    );
    return this.#vaultKey;
  }

  #key(): Promise<Bytes> {
    this.#keyPacket ??= this.#fetchVaultKey()
      .then((vaultKey) => this.#client.makeKey(this.#envelopeId, vaultKey))
      .catch((error: unknown) => {
        this.#keyPacket = null;
        throw error;
      });
    return this.#keyPacket;
  }

  async #make(mailboxId: string): Promise<void> {
    const draft = await this.toMake(mailboxId);
    if (draft) await this.#callApi('PUT', this.#path, draft);
    this.wasMade();
  }
}
