/**
 * What the server answers about envelopes: a schema and its type, said once, for server, browser, command, the description of the HTTP
 * API and the test that holds it against real answers. Byte strings are base64 (RFC 4648, section 4).
 */
import { z } from 'zod';
import { partKind } from './part-kind';

const time = z.iso.datetime();
const maybeTime = time.nullable();
const kind = z.enum(['to', 'cc', 'bcc']);
const count = z.int().min(0);

/** A signed request that stores or reads one object. */
const signedRequest = z.strictObject({
  method: z.enum(['PUT', 'GET']),
  /** Absolute, or a path of this server. */
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  expiresAt: time,
});
export type SignedRequestAnswer = z.infer<typeof signedRequest>;

/** A recipient whom a reader is shown, with the salt under which she stands in the seal. */
const named = z.strictObject({
  address: z.string(),
  name: z.string().nullable(),
  salt: z.base64(),
});
export type NamedRecipient = z.infer<typeof named>;

/** Where a document stands in the batch that was signed (docs/envelope-format.md, section 4.7). */
const batchPlace = z.strictObject({
  format: z.string(),
  index: count,
  size: count,
  path: z.array(z.string()),
});

/** An addendum with what was signed of it. */
const signedAddendum = z.strictObject({
  /** Exact bytes. */
  document: z.base64(),
  batch: batchPlace,
  /** ASCII armour. */
  signature: z.string(),
  /** ASCII armour of the public key that signed: not always the seal's. */
  sealingKey: z.string(),
  /** DER TimeStampResp; null while the authority has not answered yet. */
  timestampResponse: z.base64().nullable(),
});

/** POST /api/drafts/{id}/segments: the requests that store them, in the same order. */
export const registerSegmentsAnswer = z.strictObject({
  requests: z.array(signedRequest),
});
export type RegisterSegmentsAnswer = z.infer<typeof registerSegmentsAnswer>;

/** POST …/objects: fresh signed requests, without a key, after the first ones have expired. */
export const signedObjectsAnswer = z.strictObject({
  objects: z.record(z.string(), signedRequest),
});
export type SignedObjectsAnswer = z.infer<typeof signedObjectsAnswer>;

/** POST /api/drafts/{id}/seal */
export const sealAnswer = z.strictObject({
  envelopeId: z.uuid(),
  sealedAt: time,
  expiresAt: time,
  recipients: count,
});
export type SealAnswer = z.infer<typeof sealAnswer>;

/**
 * POST /api/e/{reference}/open (a recipient) and POST /api/envelopes/{id}/open (a member of the sending mailbox): the
 * content key, released together with an audit entry, and all a browser needs to verify before it shows anything.
 */
export const openEnvelopeAnswer = z.strictObject({
  envelopeId: z.uuid(),
  /** 32 bytes. */
  contentKey: z.base64(),
  /** Exact bytes. */
  seal: z.base64(),
  /** The seal's place in the batch that was signed; null for version 1, where the seal itself was. */
  batch: batchPlace.nullable(),
  /** ASCII armour. */
  sealSignature: z.string(),
  /** ASCII armour of the public key that signed. */
  sealingKey: z.string(),
  /** DER TimeStampResp; null while the authority has not answered yet. */
  timestampResponse: z.base64().nullable(),
  /** PEM. */
  timestampRoots: z.string(),
  /** What came after the seal, from number 1. */
  addenda: z.array(signedAddendum),
  /** The reader's own place in the seal; null for the sender's side. */
  recipient: named.extend({ id: z.uuid(), kind }).nullable(),
  /** Who else received it (never bcc), with the salt under which each stands in the seal. */
  to: z.array(named),
  cc: z.array(named),
  /** Where every stored object named in the seal is read. */
  objects: z.record(z.string(), signedRequest),
});
export type OpenEnvelopeAnswer = z.infer<typeof openEnvelopeAnswer>;

const recipientStatus = z.strictObject({
  id: z.uuid(),
  kind,
  address: z.string(),
  name: z.string().nullable(),
  /** `unconfirmed`: the mail server had it and never answered; perhaps delivered. */
  notification: z.enum(['pending', 'sent', 'unconfirmed', 'failed']),
  notifiedAt: maybeTime,
  /** A code of messages/<locale>/failures.json, and the mail server's words. */
  failure: z.strictObject({ code: z.string(), reply: z.string() }).nullable(),
  openedAt: maybeTime,
  downloads: z.array(z.strictObject({ partId: z.uuid(), downloadedAt: time })),
  reportedAt: maybeTime,
  blockedAt: maybeTime,
});
export type RecipientStatus = z.infer<typeof recipientStatus>;

/** GET /api/envelopes/{id}: what the sender sees. */
export const envelopeStatusAnswer = z.strictObject({
  envelopeId: z.uuid(),
  title: z.string().nullable(),
  senderAddress: z.string(),
  sealedAt: time,
  expiresAt: time,
  timestampedAt: maybeTime,
  attachmentCount: count,
  attachmentBytes: count,
  recipients: z.array(recipientStatus),
});
export type EnvelopeStatusAnswer = z.infer<typeof envelopeStatusAnswer>;

const envelopeListItem = z.strictObject({
  envelopeId: z.uuid(),
  /** Inbox only: where to open it. */
  reference: z.string().nullable(),
  title: z.string().nullable(),
  /** Inbox: who wrote it. Null of what one sent oneself. */
  sender: z
    .strictObject({ address: z.string(), name: z.string().nullable(), organisation: z.string() })
    .nullable(),
  /** Sent: to whom. Empty in the inbox. */
  recipients: z.array(
    z.strictObject({
      address: z.string(),
      name: z.string().nullable(),
      openedAt: maybeTime,
      failed: z.boolean(),
      reported: z.boolean(),
    }),
  ),
  /** Inbox: when it was released; sent: when it was sealed; drafts: when it was last saved. */
  at: time,
  expiresAt: maybeTime,
  attachmentCount: count,
  attachmentBytes: count,
  /** Inbox: the first opening, which is evidence. */
  openedAt: maybeTime,
  /** Inbox: when it was marked as read, which opening does too. */
  readAt: maybeTime,
  /** Inbox: this recipient's access was withdrawn. Sent: it was taken back before anybody saw it. */
  withdrawnAt: maybeTime,
});
export type EnvelopeListItem = z.infer<typeof envelopeListItem>;

/** GET /api/envelopes?box=…&mailbox=…&cursor=…: newest first. */
export const envelopeListAnswer = z.strictObject({
  items: z.array(envelopeListItem),
  nextCursor: z.string().nullable(),
});
export type EnvelopeListAnswer = z.infer<typeof envelopeListAnswer>;

/** Kinds of mailboxes that a member has. */
export const mailboxKind = z.enum(['personal', 'shared', 'applicative']);
const mailbox = z.strictObject({
  id: z.uuid(),
  kind: mailboxKind,
  name: z.string(),
  /** The primary address first. */
  addresses: z.array(z.string()),
});
export type MailboxAnswer = z.infer<typeof mailbox>;

/** GET /api/mailboxes: the mailboxes the signed-in user may send from and read, personal ones first. */
export const mailboxesAnswer = z.strictObject({
  mailboxes: z.array(mailbox),
});
export type MailboxesAnswer = z.infer<typeof mailboxesAnswer>;

/**
 * Who reads what is sent to an address: `colleague`, a mailbox of the own organisation; `trust-space`, a domain of the white
 * list in force (no list is in force yet: nothing answers it today); `outside`, anybody else, reached by link and code.
 */
const trustMark = z.enum(['colleague', 'trust-space', 'outside']);
export type TrustMark = z.infer<typeof trustMark>;

const addresseeStanding = z.strictObject({
  address: z.string(),
  mark: trustMark,
  /**
   * Why it looks like a mistake: `no-mailbox`, of an own domain (`domain`) and nobody's; `near-miss` of the known `domain`;
   * `look-alike`, letters of another script that look like `domain`.
   */
  doubt: z
    .strictObject({ kind: z.enum(['no-mailbox', 'near-miss', 'look-alike']), domain: z.string() })
    .nullable(),
});
export type AddresseeStanding = z.infer<typeof addresseeStanding>;

/** POST /api/addressees */
export const addresseesAnswer = z.strictObject({ addressees: z.array(addresseeStanding) });
export type AddresseesAnswer = z.infer<typeof addresseesAnswer>;

const correspondent = z.strictObject({
  address: z.string(),
  name: z.string().nullable(),
  /** `known`: the mailbox has written to or heard from it; `organisation`: a mailbox of the own organisation. */
  source: z.enum(['known', 'organisation']),
  mark: trustMark,
});
export type CorrespondentAnswer = z.infer<typeof correspondent>;

/** GET /api/correspondents?mailbox=…&q=… */
export const correspondentsAnswer = z.strictObject({
  correspondents: z.array(correspondent),
});
export type CorrespondentsAnswer = z.infer<typeof correspondentsAnswer>;

/** GET /api/vault-key: ASCII armour of the public key the seeds are wrapped to. */
export const vaultKeyAnswer = z.strictObject({ publicKey: z.string() });
export type VaultKeyAnswer = z.infer<typeof vaultKeyAnswer>;

/** What a compose page must know: where one may write from, whether titles are shown, and the limits. */
export const composeSettingsAnswer = z.strictObject({
  email: z.string(),
  identities: z.array(
    z.strictObject({
      mailboxId: z.uuid(),
      mailboxName: z.string(),
      address: z.string(),
      titleShown: z.boolean(),
    }),
  ),
  attachmentBytesMax: count,
  recipientsMax: count,
});
export type ComposeSettings = z.infer<typeof composeSettingsAnswer>;

/** PUT /api/drafts/{id}/content */
export const saveDraftAnswer = z.strictObject({ revision: count, savedAt: time });
export type SaveDraftAnswer = z.infer<typeof saveDraftAnswer>;

/** POST /api/drafts/{id}/open: releases the draft's content key to its author. */
export const openDraftAnswer = z.strictObject({
  envelopeId: z.uuid(),
  mailboxId: z.uuid(),
  contentKey: z.base64(),
  revision: count,
  /** Null before the first autosave. */
  ciphertext: z.base64().nullable(),
  /** Registered segments that are stored whole, so that only missing ones go again. */
  parts: z.array(
    z.strictObject({
      id: z.uuid(),
      kind: partKind,
      segments: z.array(z.strictObject({ index: count, sha256: z.string(), ciphertextBytes: count })),
    }),
  ),
});
export type OpenDraftAnswer = z.infer<typeof openDraftAnswer>;

/** POST /api/e/{reference}/fresh */
export const freshAnswer = z.strictObject({
  sent: z.enum(['notification', 'request-to-sender']),
});
export type FreshAnswer = z.infer<typeof freshAnswer>;
