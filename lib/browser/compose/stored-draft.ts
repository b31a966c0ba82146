import type {
  CreateDraftRequest,
  OpenDraftAnswer,
  SaveDraftAnswer,
  SaveDraftRequest,
  VaultKeyAnswer,
} from '../../envelope/wire';
import { ApiProblem, type CallApi } from '../../transfer/api-client';
import { fromBase64, toBase64 } from '../../transfer/base64';
import type { UploadClient } from '../upload/upload-client';
import { type DraftContent, parseDraftContent } from './draft-content';

/** A keepalive request may carry 64 KiB in all. */
const keepaliveBytesMax = 60_000;

/** One draft as the server keeps it: key packet, encrypted content, revision. What is in it only the worker can read. */
export class StoredDraft {
  readonly #envelopeId: string;
  readonly #client: UploadClient;
  readonly #callApi: CallApi;
  #revision = 0;
  /** Ciphertexts of saves since the last acknowledged one that were not answered. */
  readonly #unanswered = new Set<string>();
  #made: Promise<void> | null = null;
  #keyPacket: string | null = null;
  #vaultKey: Promise<string> | null = null;

  constructor(envelopeId: string, client: UploadClient, callApi: CallApi) {
    this.#envelopeId = envelopeId;
    this.#client = client;
    this.#callApi = callApi;
  }

  /** Asks for the vault's public key, which the first keystroke would wait for. */
  prefetch(): void {
    void this.#fetchVaultKey().catch(() => undefined);
  }

  /** The draft exists on the server, and the worker has its content key; made once, tried again after a failure. */
  ensureMade(mailboxId: string): Promise<void> {
    this.#made ??= this.#make(mailboxId).catch((error: unknown) => {
      this.#made = null;
      throw error;
    });
    return this.#made;
  }

  /** Opens it: the worker gets the key. `content` is null before the first save. */
  async open(): Promise<{ content: DraftContent | null; parts: OpenDraftAnswer['parts'] }> {
    const answer = await this.read();
    this.#made = Promise.resolve();
    this.#client.takeKey(this.#envelopeId, fromBase64(answer.contentKey));
    const text = answer.ciphertext ? await this.#client.decryptText(fromBase64(answer.ciphertext)) : null;
    this.#revision = answer.revision;
    return { content: text === null ? null : parseDraftContent(text), parts: answer.parts };
  }

  /** What the server has of it, as it stands. */
  read(): Promise<OpenDraftAnswer> {
    return this.#callApi<OpenDraftAnswer>('POST', `/api/drafts/${this.#envelopeId}/open`, {});
  }

  /** The next save replaces whatever newer version the server has. */
  async takeRevision(): Promise<void> {
    this.#revision = (await this.read()).revision;
  }

  /** Encrypts and stores the content. @throws ApiProblem `draft-stale` when another page has stored a newer one */
  async save(content: DraftContent, mailboxId: string, { keepalive }: { keepalive: boolean }): Promise<Date> {
    await this.ensureMade(mailboxId);
    const ciphertext = toBase64(await this.#client.encryptText(JSON.stringify(content)));
    const request: SaveDraftRequest = { revision: this.#revision, mailboxId, ciphertext };
    const answer = await this.#put(request, keepalive && ciphertext.length < keepaliveBytesMax);
    this.#unanswered.clear();
    this.#revision = answer.revision;
    return new Date(answer.savedAt);
  }

  /**
   * A save whose answer was lost may have been stored all the same: then the newer version on the server is our own, known
   * by its ciphertext, which no other page can have made.
   */
  async #put(request: SaveDraftRequest, keepalive: boolean): Promise<SaveDraftAnswer> {
    const put = (body: SaveDraftRequest) =>
      this.#callApi<SaveDraftAnswer>('PUT', `/api/drafts/${this.#envelopeId}/content`, body, { keepalive });
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

  async #make(mailboxId: string): Promise<void> {
    if (this.#keyPacket === null) {
      const vaultKey = await this.#fetchVaultKey();
      this.#keyPacket = toBase64(await this.#client.makeKey(this.#envelopeId, vaultKey));
    }
    const request: CreateDraftRequest = { mailboxId, keyPacket: this.#keyPacket };
    await this.#callApi('PUT', `/api/drafts/${this.#envelopeId}`, request);
    this.#client.draftMade();
  }
}
