/**
 * What travels between browser and server about envelopes: one zod schema per request, shared by form and handler,
 * and the types of the answers. Byte strings are base64 (RFC 4648, section 4).
 */
import { z } from 'zod';

/** In its canonical lower-case form only (RFC 9562, section 4): ids are compared, and hashed, as text. */
const uuid = z.uuid().regex(/^[0-9a-f-]+$/);
/** Path of a new draft: a UUIDv7, made by the browser. */
export const newDraftParams = z.strictObject({ id: z.uuidv7().regex(/^[0-9a-f-]+$/) });
/** Path of one part of a draft. */
export const partParams = z.strictObject({ id: uuid, partId: uuid });
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const base64 = (bytesMax: number) => z.base64().max(Math.ceil(bytesMax / 3) * 4);

/** PUT /api/drafts/{id} — makes the draft; repeating it is harmless. */
export const createDraftRequest = z.strictObject({
  mailboxId: uuid,
  /** PKESK of the seed for the vault's public key. */
  keyPacket: base64(4_096),
});
export type CreateDraftRequest = z.infer<typeof createDraftRequest>;

/** PUT /api/drafts/{id}/content — autosave; answers 409 `draft-stale` when `revision` is not the stored one. */
export const saveDraftRequest = z.strictObject({
  revision: z.int().min(0),
  mailboxId: uuid,
  /** One OpenPGP message under the content key; the plaintext is the browser's own affair. */
  ciphertext: base64(2_000_000),
});
export type SaveDraftRequest = z.infer<typeof saveDraftRequest>;
export type SaveDraftAnswer = { revision: number; savedAt: string };

/** POST /api/drafts/{id}/open — releases the draft's content key to its author. */
export type OpenDraftAnswer = {
  envelopeId: string;
  mailboxId: string;
  contentKey: string;
  revision: number;
  /** Null before the first autosave. */
  ciphertext: string | null;
  /** Registered segments that are stored whole, so that only missing ones go again. */
  parts: {
    id: string;
    kind: PartKind;
    segments: { index: number; sha256: string; ciphertextBytes: number }[];
  }[];
};

export const partKind = z.enum(['manifest', 'body', 'attachment']);
export type PartKind = z.infer<typeof partKind>;

const segmentToRegister = z.strictObject({
  partId: uuid,
  kind: partKind,
  index: z.int().min(0).max(10_000),
  sha256: sha256Hex,
  ciphertextBytes: z.int().min(1).max(9_000_000),
});
export type SegmentToRegister = z.infer<typeof segmentToRegister>;

/** Segments that one request may register: more than a browser has ready at once. */
const segmentsRegisteredMax = 32;

/**
 * POST /api/drafts/{id}/segments — registers segments, all or none, and answers with the requests that store them, in the
 * same order.
 */
export const registerSegmentsRequest = z.strictObject({
  segments: z.array(segmentToRegister).min(1).max(segmentsRegisteredMax),
});
export type RegisterSegmentsRequest = z.infer<typeof registerSegmentsRequest>;
export type RegisterSegmentsAnswer = { requests: SignedRequestAnswer[] };
export type SignedRequestAnswer = {
  method: 'PUT' | 'GET';
  url: string;
  headers: Record<string, string>;
  expiresAt: string;
};

/** POST /api/drafts/{id}/seal — idempotent. */
export const sealRequest = z.strictObject({
  mailboxId: uuid,
  /** One of the mailbox's addresses. */
  fromAddress: z.string().max(320),
  recipients: z
    .array(
      z.strictObject({
        address: z.string().max(320),
        name: z.string().max(200).optional(),
        kind: z.enum(['to', 'cc', 'bcc']),
      }),
    )
    .min(1)
    .max(100),
  /** In the clear, for the notification; null where the organisation hides titles. */
  title: z.string().max(200).nullable(),
  /** Parts in their order: the manifest, the body, the attachments. */
  parts: z
    .array(z.strictObject({ id: uuid, kind: partKind, segments: z.int().min(1).max(10_000) }))
    .min(2)
    .max(502),
  /** Days until the envelope expires. */
  expiresInDays: z.int().min(1).max(365).default(90),
});
export type SealRequest = z.input<typeof sealRequest>;
export type ParsedSealRequest = z.output<typeof sealRequest>;
export type SealAnswer = { envelopeId: string; sealedAt: string; expiresAt: string; recipients: number };

/**
 * POST /api/e/{reference}/open (a recipient) and POST /api/envelopes/{id}/open (a member of the sending mailbox): the
 * content key, released together with an audit entry, and all a browser needs to verify before it shows anything.
 */
export type OpenEnvelopeAnswer = {
  envelopeId: string;
  /** 32 bytes. */
  contentKey: string;
  /** Exact signed bytes. */
  seal: string;
  /** ASCII armour. */
  sealSignature: string;
  /** ASCII armour of the public key that signed. */
  sealingKey: string;
  /** DER TimeStampResp; null while the authority has not answered yet. */
  timestampResponse: string | null;
  /** PEM. */
  timestampRoots: string;
  /** The reader's own place in the seal; null for the sender's side. */
  recipient: { id: string; address: string; salt: string } | null;
  /** Who else received it (never bcc), with the salt under which each stands in the seal. */
  to: NamedRecipient[];
  cc: NamedRecipient[];
  /** Where every stored object named in the seal is read. */
  objects: Record<string, SignedRequestAnswer>;
};

export type NamedRecipient = { address: string; name: string | null; salt: string };

/** POST …/objects — fresh signed requests, without a key, after the first ones have expired. */
export type SignedObjectsAnswer = { objects: Record<string, SignedRequestAnswer> };

/**
 * POST /api/e/{reference}/report — "not for you?", by the addressee or by anybody who is not signed in and has the link.
 * Carries no text: a stranger's words would have no safe place to go. 204, also when it was reported before.
 */
export const reportRequest = z.strictObject({});

/**
 * POST /api/e/{reference}/fresh — sends the notification again, to the recipient's own address only, whoever asks. Of an
 * expired envelope nothing can be opened any more: then its author is told that it was asked for. 202.
 */
export const freshRequest = z.strictObject({});
export type FreshAnswer = { sent: 'notification' | 'request-to-sender' };

/** POST /api/e/{reference}/parts/{partId}/downloaded — this browser has fetched and verified the whole attachment. 204 */
export const downloadedRequest = z.strictObject({});

/** Path parameters of the routes above and of the sender's side. */
export const referenceParams = z.strictObject({ reference: z.string().regex(/^[A-Za-z0-9_-]{32}$/) });
export const receivedPartParams = referenceParams.extend({ partId: uuid });
export const envelopeParams = z.strictObject({ id: uuid });
export const managedRecipientParams = envelopeParams.extend({ recipientId: uuid });

/** What the page /e/{reference} may show before anybody has proved anything. Fetching it changes nothing. */
export type LinkView = {
  reference: string;
  /** `blocked`: reported as "not for me". */
  state: 'open' | 'expired' | 'blocked';
  sender: { name: string | null; address: string; organisation: string };
  sealedAt: string;
  expiresAt: string;
  /** How the addressee proves who he is: by signing in, or by a code mailed to his address. */
  proof: 'sign-in' | 'code';
  /** Whether the reader who asks is the addressee. */
  mine: boolean;
  openedAt: string | null;
};

/** GET /api/envelopes/{id} — what the sender sees. */
export type EnvelopeStatusAnswer = {
  envelopeId: string;
  title: string | null;
  senderAddress: string;
  sealedAt: string;
  expiresAt: string;
  timestampedAt: string | null;
  attachmentCount: number;
  attachmentBytes: number;
  recipients: RecipientStatus[];
};
export type RecipientStatus = {
  id: string;
  kind: 'to' | 'cc' | 'bcc';
  address: string;
  name: string | null;
  notification: 'pending' | 'sent' | 'failed';
  notifiedAt: string | null;
  /** A code of messages/<locale>/failures.json, and the mail server's words. */
  failure: { code: string; reply: string } | null;
  openedAt: string | null;
  downloads: { partId: string; downloadedAt: string }[];
  reportedAt: string | null;
  blockedAt: string | null;
};

/** GET /api/envelopes?box=…&mailbox=…&cursor=… — newest first. */
export const listEnvelopesQuery = z.strictObject({
  box: z.enum(['inbox', 'sent', 'drafts']),
  mailbox: uuid.optional(),
  cursor: z.string().max(200).optional(),
});
export type ListEnvelopesQuery = z.infer<typeof listEnvelopesQuery>;
export type EnvelopeListItem = {
  envelopeId: string;
  /** Inbox only: where to open it. */
  reference: string | null;
  title: string | null;
  /** Inbox: the sender. Sent: empty. */
  sender: { address: string; name: string | null; organisation: string } | null;
  /** Sent: the recipients. */
  recipients: {
    address: string;
    name: string | null;
    openedAt: string | null;
    failed: boolean;
    reported: boolean;
  }[];
  /** sealedAt, or updatedAt of a draft. */
  at: string;
  expiresAt: string | null;
  attachmentCount: number;
  attachmentBytes: number;
  openedAt: string | null;
};
export type EnvelopeListAnswer = { items: EnvelopeListItem[]; nextCursor: string | null };

/** GET /api/mailboxes — the mailboxes the signed-in user may send from and read, personal ones first. */
export type MailboxAnswer = {
  id: string;
  kind: 'personal' | 'shared' | 'applicative';
  name: string;
  /** The primary address first. */
  addresses: string[];
};
export type MailboxesAnswer = { mailboxes: MailboxAnswer[] };

/** GET /api/correspondents?mailbox=…&q=… — completion by the beginning of any word of a name or an address, accents ignored. */
export const correspondentsQuery = z.strictObject({
  mailbox: uuid,
  q: z.string().trim().min(1).max(100),
});
export type CorrespondentAnswer = {
  address: string;
  name: string | null;
  /** `known`: the mailbox has written to or heard from it; `organisation`: a mailbox of the own organisation. */
  source: 'known' | 'organisation';
};
export type CorrespondentsAnswer = { correspondents: CorrespondentAnswer[] };

/** GET /api/vault-key — ASCII armour of the public key the seeds are wrapped to. */
export type VaultKeyAnswer = { publicKey: string };

/** What a compose page must know: where one may write from, whether titles are shown, and the limits. */
export type ComposeSettings = {
  email: string;
  identities: { mailboxId: string; mailboxName: string; address: string; titleShown: boolean }[];
  attachmentBytesMax: number;
  recipientsMax: number;
};
