import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { memorySource, storePart } from '../../lib/command/store-part';
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
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { type LetterMarks, type ManifestPart2, plainMarks } from '../../lib/envelope-format/manifest-2';
import { partKeysOf } from '../../lib/envelope-format/part-key';
import { createSlots } from '../../lib/transfer/slots';
import { bodyPart, filePart } from '../../lib/writing/describe-part';
import { draftRequestOf } from '../../lib/writing/draft-request';
import { newLetterKeys } from '../../lib/writing/new-letter';
import { sealRequestOf } from '../../lib/writing/seal-request';
import type { StoredContent } from '../../lib/writing/write-small-part';
import type { HttpPerson } from './http-person.ts';

type Bytes = Uint8Array<ArrayBuffer>;
export type SentFile = { name: string; mediaType?: string; bytes: Uint8Array };
export type Letter = {
  title?: string;
  html?: string;
  files?: readonly SentFile[];
  recipients: SealRequest['recipients'];
  marks?: Partial<LetterMarks>;
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
    const { publicKey } = await person.json<VaultKeyAnswer>('GET', '/api/vault-key');
    const keys = await newLetterKeys(draft.id, publicKey);
    draft.contentKey = keys.contentKey;
    await person.json('PUT', `/api/drafts/${draft.id}`, draftRequestOf(own.id, keys));
    return draft;
  }

  /** Encrypts and stores a whole part, as the command does. */
  async store(kind: PartKind, plaintext: Uint8Array): Promise<StoredContent> {
    const { person } = this;
    const place = {
      draftId: this.id,
      keys: await partKeysOf(this.key),
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

  /** Under the letter's own key, as a manifest is. */
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

  /** Stores body and files; what remains is the request for the seal, with the manifest. */
  async complete(letter: Letter): Promise<SealRequest> {
    const title = letter.title ?? 'Compte rendu';
    const html = new TextEncoder().encode(letter.html ?? '<p>Bonjour,</p>');
    const parts: ManifestPart2[] = [bodyPart(await this.store('body', html))];
    for (const { name, mediaType = 'application/octet-stream', bytes } of letter.files ?? [])
      parts.push(filePart(await this.store('attachment', bytes), { name, mediaType }));
    const { id, addresses } = this.mailbox;
    const { recipients } = letter;
    return sealRequestOf(
      {
        envelopeId: this.id,
        mailboxId: id,
        fromAddress: addresses[0] ?? '',
        recipients,
        title,
        titleShown: true,
        marks: { ...plainMarks, ...letter.marks },
      },
      parts,
      (bytes) => this.encrypt(bytes),
    );
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
