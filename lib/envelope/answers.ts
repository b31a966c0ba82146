/**
 * What the server answers about envelopes: a schema and its type, said once, for server, browser, command, the description of the HTTP
 * API and the test that holds it against real answers. Byte strings are base64 (RFC 4648, section 4).
 */
import { z } from 'zod';
import { shownDestruction, shownHold } from '../keeping/shown';
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
  /** It must have begun by then. */
  expiresAt: time,
  /** The same in seconds from the signing on, for whose clock is another. */
  secondsValid: count,
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

/** POST /api/drafts/{id}/parts: what the draft names now. */
export const namePartsAnswer = z.strictObject({
  parts: z.array(
    z.strictObject({
      id: z.uuid(),
      kind: partKind,
      segments: z.array(z.strictObject({ index: count, sha256: z.string(), ciphertextBytes: count })),
    }),
  ),
});
export type NamePartsAnswer = z.infer<typeof namePartsAnswer>;

/** POST …/objects: fresh signed requests, without a key, after the first ones have expired. */
export const signedObjectsAnswer = z.strictObject({
  objects: z.record(z.string(), signedRequest),
});
export type SignedObjectsAnswer = z.infer<typeof signedObjectsAnswer>;

/** POST /api/drafts/{id}/seal */
export const sealAnswer = z.strictObject({
  envelopeId: z.uuid(),
  sealedAt: time,
  /** From when on its recipients see it; until then it can be taken back. */
  releaseAt: time,
  expiresAt: time,
  recipients: count,
});
export type SealAnswer = z.infer<typeof sealAnswer>;

/** POST /api/batches: what became of each letter, in the order asked; exactly one of `sealed` and `refused` is null. */
export const sealBatchAnswer = z.strictObject({
  letters: z.array(
    z.strictObject({
      id: z.uuid(),
      sealed: sealAnswer.nullable(),
      /** A code and a sentence, as a problem has them; the draft stays as it was. */
      refused: z.strictObject({ code: z.string(), title: z.string() }).nullable(),
    }),
  ),
});
export type SealBatchAnswer = z.infer<typeof sealBatchAnswer>;

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

/** What inbox, sent and status say alike of a letter. */
export const letterSummary = z.strictObject({
  envelopeId: z.uuid(),
  title: z.string().nullable(),
  attachmentCount: count,
  attachmentBytes: count,
});
export type LetterSummary = z.infer<typeof letterSummary>;

/** What sent and status say alike of a recipient. */
export const recipientSummary = z.strictObject({
  address: z.string(),
  name: z.string().nullable(),
  openedAt: maybeTime,
});
export type RecipientSummary = z.infer<typeof recipientSummary>;

const recipientStatus = recipientSummary.extend({
  id: z.uuid(),
  kind,
  /** `unconfirmed`: the mail server had it and never answered; perhaps delivered. */
  notification: z.enum(['pending', 'sent', 'unconfirmed', 'failed']),
  /** The delivery step: before `released` nobody sees it; `held` and `failed` say why in `heldWhy`. */
  delivery: z.enum(['waiting', 'held', 'released', 'withdrawn', 'failed']),
  heldWhy: z.string().nullable(),
  releasedAt: maybeTime,
  withdrawnAt: maybeTime,
  /** When an address was corrected to this one, after sending. */
  addedAt: maybeTime,
  notifiedAt: maybeTime,
  /** A code of messages/<locale>/failures.json, and the mail server's words. */
  failure: z.strictObject({ code: z.string(), reply: z.string() }).nullable(),
  downloads: z.array(z.strictObject({ partId: z.uuid(), downloadedAt: time })),
  reportedAt: maybeTime,
  blockedAt: maybeTime,
});
export type RecipientStatus = z.infer<typeof recipientStatus>;

/** GET /api/envelopes/{id}: what the sender sees. */
export const envelopeStatusAnswer = letterSummary.extend({
  senderAddress: z.string(),
  /** "Sent". */
  sealedAt: time,
  /** Until when it can be read, after what was changed. */
  expiresAt: time,
  timestampedAt: maybeTime,
  /** From when on its recipients see it; until then it can be taken back. */
  releaseAt: time,
  /** The same, where the sender chose a time that is to come. */
  leavesAt: maybeTime,
  takenBackAt: maybeTime,
  /** The sending mailbox has removed its own copy for ever: its content is not to be read there, and no title is told. */
  removed: z.boolean(),
  /** What was changed after sending, each signed: an addendum to the seal. */
  changes: z.array(
    z.strictObject({
      number: count,
      at: time,
      /** Null: the server, by a rule of the organisation. */
      by: z.string().nullable(),
      kind: z.enum([
        'recipient-added',
        'recipient-withdrawn',
        'available-until',
        'taken-back',
        'content-destroyed',
      ]),
      /** Of `recipient-added` and `recipient-withdrawn`. */
      address: z.string().nullable(),
      /** Of `available-until`. */
      until: maybeTime,
      /** Whether its timestamp is there. */
      timestamped: z.boolean(),
    }),
  ),
  /** Holds in force on it: an organisation keeps its copies whatever its date. */
  holds: z.array(shownHold),
  /** Its content was destroyed. */
  destroyed: shownDestruction.nullable(),
  recipients: z.array(recipientStatus),
});
export type EnvelopeStatusAnswer = z.infer<typeof envelopeStatusAnswer>;

/** POST /api/envelopes/{id}/withdraw and …/recipients/{recipientId}/withdraw: whoever is withdrawn now, and who had opened it before. */
export const withdrawAnswer = z.strictObject({
  recipients: z.array(z.strictObject({ id: z.uuid(), withdrawnAt: time, openedAt: maybeTime })),
});
export type WithdrawAnswer = z.infer<typeof withdrawAnswer>;

/** PUT /api/envelopes/{id}/available-until */
export const availabilityAnswer = z.strictObject({ availableUntil: time });
export type AvailabilityAnswer = z.infer<typeof availabilityAnswer>;

/** POST /api/envelopes/{id}/recipients/{recipientId}/correct: the recipient who was added; when the wrong one had opened it. */
export const correctAnswer = z.strictObject({ recipientId: z.uuid(), openedAt: maybeTime });
export type CorrectAnswer = z.infer<typeof correctAnswer>;

/** POST /api/envelopes/{id}/take-back: `withdrawn` when it came after the release; how many had opened it by then. */
export const takeBackAnswer = z.strictObject({
  outcome: z.enum(['taken-back', 'withdrawn']),
  opened: count,
});
export type TakeBackAnswer = z.infer<typeof takeBackAnswer>;

export const envelopeListItem = letterSummary.extend({
  /** Of the copy in the mailbox, by which it is filed; of a draft its own. */
  itemId: z.uuid(),
  /** The mailbox it lies in; null of a draft. */
  mailboxId: z.uuid().nullable(),
  /** The mailbox's change number when this row was changed last; 0 of a draft. Of two rows of one copy the higher is the newer. */
  changeNumber: count,
  starred: z.boolean(),
  /** Of what was received: where to open it. */
  reference: z.string().nullable(),
  /** Of what was received: who wrote it. Null of what one sent oneself. */
  sender: z
    .strictObject({ address: z.string(), name: z.string().nullable(), organisation: z.string() })
    .nullable(),
  /** Sent: when it leaves, where its sender chose a time that is to come. */
  leavesAt: maybeTime,
  /** Sent: to whom. Empty in the inbox. */
  recipients: z.array(
    recipientSummary.extend({
      failed: z.boolean(),
      reported: z.boolean(),
      /** The sender took this one's access away. */
      withdrawn: z.boolean(),
    }),
  ),
  /** Inbox: when it was released, or came back from `later`; sent: when it was sealed; drafts: when it was last saved. */
  at: time,
  expiresAt: maybeTime,
  /** Inbox: the first opening, which is evidence. */
  openedAt: maybeTime,
  /** Inbox: when it was marked as read, which opening does too. */
  readAt: maybeTime,
  /** Put away: when it comes back to the inbox. */
  laterUntil: maybeTime,
  /** It was put away and came back then, which is its `at`. */
  backAt: maybeTime,
  /** Inbox: this recipient's access was withdrawn. Sent: it was taken back before anybody saw it. */
  withdrawnAt: maybeTime,
  /** In the trash: when it is removed for ever; null elsewhere, and where a hold keeps it there. */
  leavesTrashAt: maybeTime,
  /** In the trash: the organisation of its mailbox holds it, so that it stays. */
  held: z.boolean(),
  /** Its row is not what was sealed: somebody changed it past the application. Then nothing of it is said but where it stands. */
  altered: z.boolean(),
});
export type EnvelopeListItem = z.infer<typeof envelopeListItem>;

/** GET /api/envelopes?box=…&mailbox=…&cursor=…: newest first. */
export const envelopeListAnswer = z.strictObject({
  items: z.array(envelopeListItem),
  nextCursor: z.string().nullable(),
});
export type EnvelopeListAnswer = z.infer<typeof envelopeListAnswer>;

/**
 * GET /api/mailboxes/{id}/changes?since=N: the copies that have changed since, each as its list shows it now. With `tooMany` none is named, and
 * lists are to be read anew.
 */
export const mailboxChangesAnswer = z.strictObject({
  /** What to ask since the next time. */
  number: count,
  tooMany: z.boolean(),
  changes: z.array(
    z.strictObject({
      itemId: z.uuid(),
      /** Where it lies now; null where no list shows it any more. */
      folder: z.enum(['inbox', 'sent', 'archive', 'trash', 'later', 'own']).nullable(),
      /** Which folder, where it is `own`. */
      folderId: z.uuid().nullable(),
      item: envelopeListItem.nullable(),
    }),
  ),
  /** Unread letters in the inboxes of all mailboxes of the person; 1,000 where there are as many or more. */
  unread: count,
});
export type MailboxChangesAnswer = z.infer<typeof mailboxChangesAnswer>;

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

/** POST /api/correspondents */
export const correspondentsAnswer = z.strictObject({
  correspondents: z.array(correspondent),
});
export type CorrespondentsAnswer = z.infer<typeof correspondentsAnswer>;

/** GET /api/vault-key */
export const vaultKeyAnswer = z.strictObject({
  /** ASCII armour of the public key the seeds are wrapped to: the one of this month. */
  publicKey: z.string(),
  /** Which month's. */
  month: z.string(),
  /** Until when drafts under it are taken: the end of the month after. */
  acceptedUntil: time,
});
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
  /** How much is stored of what may be: the author's or her organisation's, whichever leaves less. */
  quota: z.strictObject({
    whose: z.enum(['member', 'organisation']),
    bytesUsed: count,
    bytesMax: count,
  }),
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
  /** Version of the envelope format that it is written in. */
  format: z.union([z.literal(1), z.literal(2)]),
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
