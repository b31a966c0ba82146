import { TimestampError, type TimestampErrorCode } from '../timestamp/timestamp-error';
import { checkManifestAgrees } from './check-manifest-agrees';
import { sha256 } from './digest';
import { FormatError, type FormatErrorCode } from './format-error';
import { parseManifest } from './manifest';
import { openSegment } from './open-segment';
import { parseSeal, recipientHash } from './seal';
import type { ContentKey } from './segment-cipher';
import type { Manifest, Seal, SegmentDigest } from './types';

/** An address and the salt under which it stands in the seal. */
export type SealedPlace = { address: string; salt: Uint8Array };

/** What a reader is given, decoded: nothing in it is trusted but `envelopeId` and `recipient.address`. */
export type EnvelopePackage = {
  /** The envelope the reader asked for. */
  envelopeId: string;
  /** Exact signed bytes. */
  seal: Uint8Array;
  /** ASCII armour. */
  sealSignature: string;
  /** ASCII armour of the public key. */
  sealingKey: string;
  /** DER TimeStampResp; null while the authority has not answered. */
  timestampResponse: Uint8Array | null;
  /** PEM. */
  timestampRoots: string;
  /** The reader's own place in the seal; null for the sender's side, which has none. */
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
  step: 'seal' | 'signature' | 'timestamp' | 'recipient' | 'manifest';
  /** `pending`: not failed, but not established either (`timestamp-pending`, or `not-checked` after a failed seal). */
  state: 'verified' | 'pending' | 'failed';
  code: VerificationCode;
  facts: Readonly<Record<string, string | number>>;
};

export type VerificationReport = {
  /** In the order they were made. The sender's side has no step `recipient`, unless somebody named was not sealed. */
  steps: readonly VerificationStep[];
  /** Null when any step failed: then nothing of the envelope may be shown. */
  verified: { seal: Seal; manifest: Manifest } | null;
};

type Facts = VerificationStep['facts'];

/**
 * Verifies an envelope as docs/envelope-format.md, section "Verification", orders it: seal, signature, timestamp, the
 * reader's own place among the recipients, manifest. All checks are made, so that the report is whole. What the envelope
 * holds is given out only when none failed; segments are then verified one by one against it (`openPart`).
 * @throws what `fetchObject` throws
 */
export async function verifyEnvelope(envelope: EnvelopePackage): Promise<VerificationReport> {
  const steps: VerificationStep[] = [];
  const check = async <T>(
    step: VerificationStep['step'],
    work: () => Promise<{ value: T; facts: Facts }>,
  ) => {
    try {
      const { value, facts } = await work();
      steps.push({ step, state: 'verified', code: 'ok', facts });
      return value;
    } catch (error) {
      if (!(error instanceof FormatError || error instanceof TimestampError)) throw error;
      steps.push({ step, state: 'failed', code: error.code, facts: {} });
      return null;
    }
  };

  const seal = await check('seal', () => checkSeal(envelope));
  await check('signature', () => checkSignature(envelope));
  const { timestampResponse, recipient, named = [] } = envelope;
  if (timestampResponse) await check('timestamp', () => checkTimestamp(envelope, timestampResponse));
  else steps.push({ step: 'timestamp', state: 'pending', code: 'timestamp-pending', facts: {} });
  const notChecked = (step: VerificationStep['step']) =>
    steps.push({ step, state: 'pending', code: 'not-checked', facts: {} });
  if (recipient && seal) await check('recipient', () => checkRecipient(seal, recipient, named));
  else if (recipient) notChecked('recipient');
  else if (seal && !(await areSealed(seal, named))) {
    steps.push({ step: 'recipient', state: 'failed', code: 'recipient-absent', facts: {} });
  }
  const manifest = seal ? await check('manifest', () => checkManifest(envelope, seal)) : null;
  if (!seal) notChecked('manifest');

  const failed = steps.some(({ state }) => state === 'failed');
  return { steps, verified: failed || !seal || !manifest ? null : { seal, manifest } };
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

async function checkSignature({ seal, sealSignature, sealingKey }: EnvelopePackage) {
  const { verifySealSignature } = await import('./seal-signature');
  const { fingerprint, signedAt } = await verifySealSignature(seal, sealSignature, sealingKey);
  return { value: fingerprint, facts: { fingerprint, signedAt: signedAt.toISOString() } };
}

async function checkTimestamp({ seal, timestampRoots }: EnvelopePackage, response: Uint8Array) {
  const { verifyTimestampResponse } = await import('../timestamp/verify-timestamp-response');
  const expected = { sha256: await sha256(seal), rootsPem: timestampRoots };
  const { time, serial, authority, policy } = await verifyTimestampResponse(response, expected);
  return { value: time, facts: { time: time.toISOString(), serial, authority, policy } };
}

async function checkRecipient(seal: Seal, reader: SealedPlace, named: readonly SealedPlace[]) {
  if (!(await areSealed(seal, [reader, ...named]))) {
    throw new FormatError('recipient-absent', 'not among the sealed recipients');
  }
  return { value: reader.address, facts: { address: reader.address } };
}

/** Whether the envelope was sealed to all of them. */
async function areSealed(seal: Seal, places: readonly SealedPlace[]): Promise<boolean> {
  const sealed = new Set(seal.recipientHashes);
  const isSealed = async ({ address, salt }: SealedPlace) =>
    salt.length === 32 && sealed.has(await recipientHash(address, salt));
  return (await Promise.all(places.map(isSealed))).every(Boolean);
}

async function checkManifest({ contentKey, fetchObject }: EnvelopePackage, seal: Seal) {
  const ciphertext = await fetchObject(seal.manifest);
  const manifest = parseManifest(await openSegment(contentKey, seal.manifest, ciphertext));
  checkManifestAgrees(manifest, seal);
  const attachments = manifest.parts.filter(({ kind }) => kind === 'attachment');
  const facts = {
    sha256: seal.manifest.sha256,
    attachments: attachments.length,
    attachmentBytes: attachments.reduce((sum, { plaintextBytes }) => sum + plaintextBytes, 0),
  };
  return { value: manifest, facts };
}
