import { TimestampError, type TimestampErrorCode } from '../timestamp/timestamp-error';
import type { BatchPlace } from './batch';
import { checkManifestAgrees } from './check-manifest-agrees';
import { type EnvelopeState, followAddenda } from './envelope-state';
import { FormatError, type FormatErrorCode } from './format-error';
import { type Manifest, parseManifest, partsOf } from './manifest';
import { openSegment } from './open-segment';
import { type RecipientKind, recipientHash, recipientHash2 } from './salted-hash';
import { parseSeal, type Seal } from './seal';
import type { ContentKey } from './segment-cipher';
import {
  checkSignedAlone,
  type SignedDocument,
  verifyDocumentTimestamp,
  verifySignedDocument,
} from './signed-document';
import type { SegmentDigest, Sha256Hex } from './types';

/** A recipient and the salt under which he stands in the seal; version 2 also seals kind and display name (empty for none). */
export type SealedPlace = { address: string; salt: Uint8Array; kind?: RecipientKind; name?: string };

/** What a reader is given, decoded: nothing in it is trusted but `envelopeId` and `recipient.address`. */
export type EnvelopePackage = {
  /** The envelope the reader asked for. */
  envelopeId: string;
  /** Exact bytes. */
  seal: Uint8Array;
  /** The seal's place in the batch that was signed; null, or not there, for version 1. */
  batch?: BatchPlace | null;
  /** ASCII armour. */
  sealSignature: string;
  /** ASCII armour of the public key. */
  sealingKey: string;
  /** DER TimeStampResp; null while the authority has not answered. */
  timestampResponse: Uint8Array | null;
  /** PEM. */
  timestampRoots: string;
  /** What came after the seal, from number 1. */
  addenda?: readonly SignedDocument[];
  /** The reader's own place in the seal or an addendum; null for the sender's side, which has none. */
  recipient: SealedPlace | null;
  /** The other recipients that are to be shown with it (to and cc); each must be sealed like the reader. */
  named?: readonly SealedPlace[];
  contentKey: ContentKey;
  /** Reads the stored object with that SHA-256; its failure (network) is passed on, not reported as a failed check. */
  fetchObject: (digest: SegmentDigest) => Promise<Uint8Array>;
};

export type VerificationCode =
  | 'ok'
  | 'timestamp-pending'
  | 'not-checked'
  | FormatErrorCode
  | TimestampErrorCode;

/** One check. `facts` are what it established, for the page to say: times are RFC 3339. */
export type VerificationStep = {
  step: 'seal' | 'signature' | 'timestamp' | 'addenda' | 'recipient' | 'manifest';
  /**
   * `pending`: not failed, but not established either (`timestamp-pending`; `not-checked` after a seal that could not be read;
   * `format-newer`).
   */
  state: 'verified' | 'pending' | 'failed';
  code: VerificationCode;
  facts: Readonly<Record<string, string | number>>;
};

/** What is established of an envelope. */
export type VerifiedEnvelope = {
  seal: Seal;
  manifest: Manifest;
  /** After the last addendum. */
  state: EnvelopeState;
  /** The reader's own access was withdrawn; false for the sender's side. */
  withdrawn: boolean;
};

export type VerificationReport = {
  /**
   * In the order they were made. The sender's side has no step `recipient`, unless somebody named was not sealed; where nothing
   * follows the seal, there is no step `addenda`.
   */
  steps: readonly VerificationStep[];
  /** `newer`: no check failed, and one document is of a later version than this program knows. */
  outcome: 'verified' | 'failed' | 'newer';
  /** Null unless `outcome` is `verified`: then nothing of the envelope may be shown. */
  verified: VerifiedEnvelope | null;
};

type Facts = VerificationStep['facts'];

/** Collects steps; what is wrong with the envelope becomes its step's code, anything else is thrown. */
class Steps {
  readonly list: VerificationStep[] = [];

  async check<T>(
    step: VerificationStep['step'],
    work: () => Promise<{ value: T; facts: Facts; pending?: boolean }>,
  ): Promise<T | null> {
    try {
      const { value, facts, pending = false } = await work();
      const state = pending ? 'pending' : 'verified';
      this.list.push({ step, state, code: pending ? 'timestamp-pending' : 'ok', facts });
      return value;
    } catch (error) {
      if (!(error instanceof FormatError || error instanceof TimestampError)) throw error;
      const state = error.code === 'format-newer' ? 'pending' : 'failed';
      this.list.push({ step, state, code: error.code, facts: {} });
      return null;
    }
  }

  pending(step: VerificationStep['step'], code: VerificationCode): null {
    this.list.push({ step, state: 'pending', code, facts: {} });
    return null;
  }

  get outcome(): VerificationReport['outcome'] {
    if (this.list.some(({ state }) => state === 'failed')) return 'failed';
    return this.list.some(({ code }) => code === 'format-newer') ? 'newer' : 'verified';
  }
}

/**
 * Verifies an envelope as docs/envelope-format.md, section "Verification", orders it: seal, signature, timestamp, addenda, the
 * reader's own place among the recipients, manifest. All checks are made, so that the report is whole. What the envelope
 * holds is given out only when none failed; segments are then verified one by one against it (`openSegment`).
 * @throws what `fetchObject` throws
 */
export async function verifyEnvelope(envelope: EnvelopePackage): Promise<VerificationReport> {
  const steps = new Steps();
  const seal = await steps.check('seal', () => checkSeal(envelope));
  const signed = sealAsSigned(envelope);
  await steps.check('signature', () => checkSignature(signed, seal));
  const { timestampResponse, addenda = [], recipient, named = [] } = envelope;
  if (timestampResponse)
    await steps.check('timestamp', () => checkTimestamp(envelope, signed, timestampResponse));
  else steps.pending('timestamp', 'timestamp-pending');
  const state = seal ? await checkAddenda(steps, envelope) : null;
  if (!seal && addenda.length > 0) steps.pending('addenda', 'not-checked');
  const places = seal && state ? placesIn(seal, state) : null;
  let withdrawn = false;
  if (recipient && places) {
    withdrawn = (await steps.check('recipient', () => places.checkReader(recipient, named))) ?? false;
  } else if (recipient) steps.pending('recipient', 'not-checked');
  else if (places && !(await places.hold(named))) {
    steps.list.push({ step: 'recipient', state: 'failed', code: 'recipient-absent', facts: {} });
  }
  const manifest = seal
    ? await steps.check('manifest', () => checkManifest(envelope, seal))
    : steps.pending('manifest', 'not-checked');
  const { list, outcome } = steps;
  const verified =
    outcome === 'verified' && seal && manifest && state ? { seal, manifest, state, withdrawn } : null;
  return { steps: list, outcome, verified };
}

function sealAsSigned({
  seal,
  batch,
  sealSignature,
  sealingKey,
  timestampResponse,
}: EnvelopePackage): SignedDocument {
  return { document: seal, batch: batch ?? null, signature: sealSignature, sealingKey, timestampResponse };
}

async function checkSeal({ envelopeId, seal: bytes }: EnvelopePackage) {
  const seal = parseSeal(bytes);
  if (seal.envelopeId !== envelopeId) throw new FormatError('seal-of-another-envelope', seal.envelopeId);
  const { sender, sealedAt, expiresAt, recipientHashes } = seal;
  const facts = {
    senderAddress: sender.address,
    senderName: sender.name,
    senderOrganisation: sender.organisation,
    recipients: recipientHashes.length,
    sealedAt,
    expiresAt,
  };
  return { value: seal, facts };
}

async function checkSignature(signed: SignedDocument, seal: Seal | null) {
  if (seal) checkSignedAlone(seal.format, signed.batch);
  const { fingerprint, signedAt } = await verifySignedDocument(signed);
  return { value: fingerprint, facts: { fingerprint, signedAt: signedAt.toISOString() } };
}

async function checkTimestamp(
  { timestampRoots }: EnvelopePackage,
  signed: SignedDocument,
  response: Uint8Array,
) {
  const found = await verifyDocumentTimestamp(signed, response, timestampRoots);
  const { time, serial, authority, policy } = found;
  return { value: time, facts: { time: time.toISOString(), serial, authority, policy } };
}

/** The step `addenda`, where there are any. Null where the chain proves nothing. */
async function checkAddenda(steps: Steps, { seal, addenda = [], timestampRoots }: EnvelopePackage) {
  if (addenda.length === 0) return followAddenda(seal, []);
  return steps.check('addenda', async () => {
    const value = await followAddenda(
      seal,
      addenda.map(({ document }) => document),
    );
    for (const addendum of addenda) {
      checkSignedAlone('pli-addendum-1', addendum.batch);
      await verifySignedDocument(addendum);
      const { timestampResponse } = addendum;
      if (timestampResponse) await verifyDocumentTimestamp(addendum, timestampResponse, timestampRoots);
    }
    const facts = {
      addenda: addenda.length,
      lastAt: value.addenda.at(-1)?.at ?? '',
      availableUntil: value.availableUntil,
      withdrawn: value.withdrawnHashes.size,
    };
    return { value, facts, pending: addenda.some(({ timestampResponse }) => timestampResponse === null) };
  });
}

/** Who was sealed or added later. */
function placesIn(seal: Seal, { recipientHashes, withdrawnHashes, addenda }: EnvelopeState) {
  const hashOf = async ({ address, salt, kind, name }: SealedPlace): Promise<Sha256Hex | null> => {
    if (salt.length !== 32) return null;
    if (seal.format === 'pli-seal-1') return recipientHash(address, salt);
    return kind === undefined || name === undefined ? null : recipientHash2({ address, kind, name }, salt);
  };
  const hold = async (places: readonly SealedPlace[]) =>
    (await Promise.all(places.map(hashOf))).every((hash) => hash !== null && recipientHashes.has(hash));
  const checkReader = async (reader: SealedPlace, named: readonly SealedPlace[]) => {
    if (!(await hold([reader, ...named]))) {
      throw new FormatError('recipient-absent', 'not among the sealed recipients');
    }
    const own = (await hashOf(reader)) ?? '';
    const adding = addenda.find(({ changes }) =>
      changes.some((change) => change.kind === 'recipient-added' && change.recipientHash === own),
    );
    // who was added by a correction is told so, and when
    const facts = { address: reader.address, ...(adding ? { addedAt: adding.at } : {}) };
    return { value: withdrawnHashes.has(own), facts };
  };
  return { hold, checkReader };
}

async function checkManifest({ contentKey, fetchObject }: EnvelopePackage, seal: Seal) {
  const ciphertext = await fetchObject(seal.manifest);
  const manifest = parseManifest(await openSegment(contentKey, seal.manifest, ciphertext));
  await checkManifestAgrees(manifest, seal);
  const attachments = partsOf(manifest).filter(({ kind }) => kind === 'attachment');
  const facts = {
    sha256: seal.manifest.sha256,
    attachments: attachments.length,
    attachmentBytes: attachments.reduce((sum, { plaintextBytes }) => sum + plaintextBytes, 0),
  };
  return { value: manifest, facts };
}
