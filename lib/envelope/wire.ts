/**
 * What travels between browser and server about envelopes: one zod schema per request, shared by form and handler. The answers
 * stand in answers.ts. Byte strings are base64 (RFC 4648, section 4).
 */
import { z } from 'zod';
import { carriedBytesMax, carriedPartsMax } from '../carried-limits';
import { expiresInDaysDefault } from '../expires-in-days';
import type { ShownHold } from '../keeping/shown';
import { partKind } from './part-kind';

export type * from './answers';
export type { PartKind } from './part-kind';

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
  /** Version of the envelope format that it is written in. */
  format: z.union([z.literal(1), z.literal(2)]).default(1),
});
export type CreateDraftRequest = z.input<typeof createDraftRequest>;

/** Whole parts of one segment each, encrypted, that are stored with the request. */
const carriedParts = z
  .array(z.strictObject({ partId: uuid, bytes: base64(carriedBytesMax) }))
  .max(carriedPartsMax);

/** PUT /api/drafts/{id}/content — autosave; answers 409 `draft-stale` when `revision` is not the stored one. */
export const saveDraftRequest = z.strictObject({
  /** Makes the draft first, where there is none. */
  draft: createDraftRequest.optional(),
  /** Attachments of a draft of version 2, stored before the text that names them. */
  carried: carriedParts.optional(),
  revision: z.int().min(0),
  mailboxId: uuid,
  /** One OpenPGP message under the content key; the plaintext is the browser's own affair. */
  ciphertext: base64(2_000_000),
});
export type SaveDraftRequest = z.input<typeof saveDraftRequest>;
export type ParsedSaveDraftRequest = z.output<typeof saveDraftRequest>;

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

/** POST /api/drafts/{id}/parts — parts of a letter that the author may open become parts of the draft as well. */
export const namePartsRequest = z.strictObject({
  from: z.union([
    /** A letter that was received, by its link. */
    z.strictObject({ reference: z.string().regex(/^[A-Za-z0-9_-]{32}$/) }),
    /** A letter of a mailbox of the author's. */
    z.strictObject({ envelopeId: uuid }),
  ]),
  parts: z.array(uuid).min(1).max(502),
});
export type NamePartsRequest = z.infer<typeof namePartsRequest>;

/** Of a manifest, encrypted: a thousand segments are 200 KB. */
const manifestBytesMax = 1_048_576;

/** What a seal of version 2 says over one of version 1, and the sender knows (docs/envelope-format.md, sections 4.5 and 4.6). */
const sealedFacts = z.strictObject({
  /** The manifest, encrypted as one segment under the content key. */
  manifest: base64(manifestBytesMax),
  /** The commitment of the manifest's title. */
  titleHash: sha256Hex,
  /** The salt of it, where the title is told in the clear. */
  titleSalt: sha256Hex.nullable(),
  /** Envelopes that the sender may open: the one it answers, those it forwards. */
  inReplyTo: uuid.nullable().default(null),
  forwards: z.array(uuid).max(100).default([]),
});

/** POST /api/drafts/{id}/seal — idempotent. */
export const sealRequest = z.strictObject({
  /** Makes the draft first, where there is none: a letter that is written at once needs no request of its own for it. */
  draft: createDraftRequest.optional(),
  carried: carriedParts.optional(),
  /** Of version 2, which drafts of that version need and others refuse. */
  facts: sealedFacts.optional(),
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
  /** Parts in their order: (version 1: the manifest,) the body, the attachments, the original. */
  parts: z
    .array(z.strictObject({ id: uuid, kind: partKind, segments: z.int().min(1).max(10_000) }))
    .min(1)
    .max(502),
  /**
   * When it leaves: by the server's clock to come, at most 60 days ahead, and before it expires. Sealed with it, and changed only by taking the
   * letter back. Left out: at once, or after the seconds in which the sender may take it back.
   */
  releaseAt: z.iso.datetime({ offset: true }).optional(),
  /** Days until the envelope expires. */
  expiresInDays: z.int().min(1).max(365).default(expiresInDaysDefault),
});
export type SealRequest = z.input<typeof sealRequest>;

/** Letters that one signature covers. */
export const batchLettersMax = 1_000;

/** POST /api/batches — seals many letters under one signature, each as /api/drafts/{id}/seal would; idempotent. */
export const sealBatchRequest = z.strictObject({
  letters: z
    .array(sealRequest.extend({ id: uuid }))
    .min(1)
    .max(batchLettersMax),
});
export type SealBatchRequest = z.input<typeof sealBatchRequest>;
export type ParsedSealRequest = z.output<typeof sealRequest>;

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

/** POST /api/e/{reference}/parts/{partId}/downloaded — this browser has fetched and verified the whole attachment. 204 */
export const downloadedRequest = z.strictObject({});

/** Path parameters of the routes above and of the sender's side. */
export const referenceParams = z.strictObject({ reference: z.string().regex(/^[A-Za-z0-9_-]{32}$/) });
export const receivedPartParams = referenceParams.extend({ partId: uuid });
export const envelopeParams = z.strictObject({ id: uuid });
export const managedRecipientParams = envelopeParams.extend({ recipientId: uuid });

/** POST /api/envelopes/{id}/withdraw, …/recipients/{recipientId}/withdraw and /api/envelopes/{id}/take-back: nothing more to say. */
export const withdrawRequest = z.strictObject({});

/** PUT /api/envelopes/{id}/available-until — in the future, at most a year ahead. */
export const availabilityRequest = z.strictObject({ until: z.iso.datetime({ offset: true }) });

/** POST /api/envelopes/{id}/recipients/{recipientId}/correct — the right address; without a name the one given before stays. */
export const correctRequest = z.strictObject({
  address: z.string().max(320),
  name: z.string().max(200).optional(),
});

/** What the page /e/{reference} may show before anybody has proved anything. Fetching it changes nothing. */
export type LinkView = {
  reference: string;
  /** `blocked`: reported as "not for me"; `withdrawn`: by the sender. */
  state: 'open' | 'expired' | 'blocked' | 'withdrawn';
  sender: { name: string | null; address: string; organisation: string };
  sealedAt: string;
  /** Until when it can be read, after what the sender changed. */
  expiresAt: string;
  withdrawnAt: string | null;
  /** How the addressee proves who he is: by signing in, or by a code mailed to his address. */
  proof: 'sign-in' | 'code';
  /** Whether the reader who asks is the addressee. */
  mine: boolean;
  openedAt: string | null;
  /** To the addressee: holds in force, of the sender's organisation and her own. */
  holds: ShownHold[];
};

/** GET /api/envelopes?box=…&mailbox=…&folder=…&cursor=… — newest first. */
export const listEnvelopesQuery = z.strictObject({
  box: z.enum(['inbox', 'sent', 'drafts', 'archive', 'trash', 'later', 'folder']),
  mailbox: uuid.optional(),
  /** With `box=folder`, and then without `mailbox`: which of the folders that people made. */
  folder: uuid.optional(),
  cursor: z.string().max(200).optional(),
});
export type ListEnvelopesQuery = z.infer<typeof listEnvelopesQuery>;

/** GET /api/mailboxes/{id}/changes?since=N */
export const mailboxParams = z.strictObject({ id: uuid });
export const mailboxChangesQuery = z.strictObject({
  since: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
});

/** POST /api/addressees: what is to be said of addresses before anything is sent to them; POST, so that none stands in a URL. */
export const addresseesRequest = z.strictObject({
  mailbox: uuid,
  addresses: z.array(z.string().max(320)).min(1).max(100),
});

/** POST /api/correspondents — completion by the beginning of any word of a name or an address, accents ignored. */
export const correspondentsRequest = z.strictObject({
  mailbox: uuid,
  q: z.string().trim().min(1).max(100),
});
