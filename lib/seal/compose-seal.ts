import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { recipientHash } from '../envelope-format/salted-hash';
import { buildSeal, encodeSeal } from '../envelope-format/seal';
import { signSeal } from '../envelope-format/seal-signature';
import type { Seal1, SegmentDigest } from '../envelope-format/types';
import type { Keys } from '../keys';
import type { Addressee } from '../mailbox/resolve-recipients';
import type { CompleteParts } from './complete-parts';

/** An addressee with what only this envelope's seal gives: its row, its link, its salt. */
export type SealedRecipient = Addressee & { id: string; reference: string; salt: Uint8Array<ArrayBuffer> };

/** The exact signed bytes, the signature, and who signed. */
export type SignedSeal = { seal: Uint8Array<ArrayBuffer>; signature: string; keyId: string };

/** A fresh row id, a reference and a salt of 32 bytes for each. */
export function toSealedRecipients(addressees: readonly Addressee[]): SealedRecipient[] {
  return addressees.map((addressee) => ({
    ...addressee,
    id: uuidv7(),
    reference: newReference(),
    salt: new Uint8Array(randomBytes(32)),
  }));
}

/**
 * 24 random bytes in base64url (RFC 4648, section 5), drawn again where `-` or `_` stands at an end: mail programs leave
 * such ends out of the link they make of the text.
 */
export function newReference(): string {
  const reference = randomBytes(24).toString('base64url');
  return /^[-_]|[-_]$/.test(reference) ? newReference() : reference;
}

/** Composes a seal of version 1 (docs/envelope-format.md), of a draft from before version 2, and signs it with the first sealing key. */
export async function composeSeal(
  keys: Pick<Keys, 'sealing'>,
  contents: {
    envelopeId: string;
    sender: Seal1['sender'];
    recipients: readonly SealedRecipient[];
    manifest: SegmentDigest;
    parts: CompleteParts['parts'];
    sealedAt: Date;
    expiresAt: Date;
  },
): Promise<SignedSeal> {
  const { recipients, parts, ...rest } = contents;
  const [key] = keys.sealing;
  if (!key) throw new Error('there is no sealing key');
  const recipientHashes = await Promise.all(
    recipients.map(({ address, salt }) => recipientHash(address, salt)),
  );
  const old = parts.flatMap(({ kind, ...part }) => (kind === 'original' ? [] : [{ ...part, kind }]));
  const seal = encodeSeal(buildSeal({ ...rest, recipientHashes, parts: old }));
  return { seal, signature: await signSeal(seal, key.privateKey, rest.sealedAt), keyId: key.fingerprint };
}
