import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { memorySource, type StoredPart, storePart } from '../../lib/command/store-part';
import type {
  MailboxAnswer,
  MailboxesAnswer,
  PartKind,
  RegisterSegmentsAnswer,
  SealAnswer,
  SealRequest,
  SignedRequestAnswer,
  VaultKeyAnswer,
} from '../../lib/envelope/wire';
import { deriveContentKey, generateSeed } from '../../lib/envelope-format/content-key';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { wrapSeed } from '../../lib/envelope-format/key-packet';
import { buildManifest, encodeManifest } from '../../lib/envelope-format/manifest';
import type { ManifestPart1 } from '../../lib/envelope-format/types';
import { createSlots } from '../../lib/transfer/slots';
import type { HttpPerson } from './http-person.ts';

type Bytes = Uint8Array<ArrayBuffer>;
export type SentFile = { name: string; mediaType?: string; bytes: Uint8Array };
export type Letter = {
  title?: string;
  html?: string;
  files?: readonly SentFile[];
  recipients: SealRequest['recipients'];
  mailbox?: MailboxAnswer;
};

/** A draft that a signed-in person makes without a browser, over the same API and the same envelope format. */
export class NodeDraft {
  readonly id: string = uuidv7();
  private contentKey: Bytes | null = null;

  private constructor(
    readonly person: HttpPerson,
    readonly mailbox: MailboxAnswer,
  ) {}

  static async make(person: HttpPerson, mailbox?: MailboxAnswer): Promise<NodeDraft> {
    const own = mailbox ?? (await person.json<MailboxesAnswer>('GET', '/api/mailboxes')).mailboxes[0];
    if (!own) throw new Error('no mailbox');
    const draft = new NodeDraft(person, own);
    const seed = generateSeed();
    const { publicKey } = await person.json<VaultKeyAnswer>('GET', '/api/vault-key');
    draft.contentKey = await deriveContentKey(seed, draft.id);
    const keyPacket = Buffer.from(await wrapSeed(seed, publicKey)).toString('base64');
    await person.json('PUT', `/api/drafts/${draft.id}`, { mailboxId: own.id, keyPacket });
    return draft;
  }

  /** Encrypts and stores a whole part, as the command does. */
  store(kind: PartKind, plaintext: Uint8Array): Promise<StoredPart> {
    const { person } = this;
    const place = {
      draftId: this.id,
      contentKey: this.key,
      slots: createSlots(1),
      api: {
        call: <Answer>(method: string, path: string, json?: unknown) =>
          person.json<Answer>(method, path, json),
        putObject: async (signed: SignedRequestAnswer, body: Bytes) => {
          const put = await putSigned(person.baseUrl, signed, body);
          if (!put.ok) throw new Error(`PUT of a segment: ${put.status} ${await put.text()}`);
        },
      },
    };
    return storePart(place, kind, memorySource(new Uint8Array(plaintext)));
  }

  encrypt(plaintext: Uint8Array): Promise<Bytes> {
    return encryptSegment(this.key, plaintext);
  }

  private get key(): Bytes {
    if (!this.contentKey) throw new Error('no content key');
    return this.contentKey;
  }

  async register(
    partId: string,
    kind: string,
    index: number,
    digest: { sha256: string; ciphertextBytes: number },
  ) {
    const { requests } = await this.person.json<RegisterSegmentsAnswer>(
      'POST',
      `/api/drafts/${this.id}/segments`,
      { segments: [{ partId, kind, index, ...digest }] },
    );
    if (!requests[0]) throw new Error('no request');
    return requests[0];
  }

  /** Stores body, files and manifest; what remains is the request for the seal. */
  async complete(letter: Letter): Promise<SealRequest> {
    const title = letter.title ?? 'Compte rendu';
    const body = await this.store('body', new TextEncoder().encode(letter.html ?? '<p>Bonjour,</p>'));
    const parts: ManifestPart1[] = [{ ...body, kind: 'body', mediaType: 'text/html; charset=utf-8' }];
    for (const file of letter.files ?? []) {
      const stored = await this.store('attachment', file.bytes);
      const mediaType = file.mediaType ?? 'application/octet-stream';
      parts.push({ ...stored, kind: 'attachment', name: file.name, mediaType });
    }
    const manifest = buildManifest({ envelopeId: this.id, subject: title, parts });
    const stored = await this.store('manifest', encodeManifest(manifest));
    return {
      mailboxId: this.mailbox.id,
      fromAddress: this.mailbox.addresses[0] ?? '',
      recipients: letter.recipients,
      title,
      parts: [
        { id: stored.id, kind: 'manifest', segments: 1 },
        ...parts.map((part) => ({ id: part.id, kind: part.kind, segments: part.segments.length })),
      ],
    };
  }

  seal(request: SealRequest): Promise<SealAnswer> {
    return this.person.json<SealAnswer>('POST', `/api/drafts/${this.id}/seal`, request);
  }
}

/** Writes, stores and seals a letter. */
export async function sendLetter(person: HttpPerson, letter: Letter): Promise<SealAnswer> {
  const draft = await NodeDraft.make(person, letter.mailbox);
  return draft.seal(await draft.complete(letter));
}

/** A signed PUT as a browser would send it. */
export function putSigned(baseUrl: string, signed: SignedRequestAnswer, body: Bytes): Promise<Response> {
  return fetch(new URL(signed.url, baseUrl), { method: signed.method, headers: signed.headers, body });
}

/** Lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
