import { randomBytes } from 'node:crypto';
import type { Author } from '../access/actor';
import type { Bytes } from '../envelope-format/bytes';
import { recipientHash2, saltedHash } from '../envelope-format/salted-hash';
import { encodeSeal } from '../envelope-format/seal';
import { buildSeal2, type Origin, type Seal2 } from '../envelope-format/seal-2';
import type { SegmentDigest } from '../envelope-format/types';
import type { CompleteParts } from './complete-parts';
import type { SealedRecipient } from './compose-seal';
import type { Release } from './release-time';
import type { Sender } from './sender';

/** What a seal of version 2 commits to and does not show: kept with the row, so that it can be proved later. */
export type SealSalts = { authorSalt: Bytes; inNameOfSalt: Bytes | null };

/** Everything a seal of version 2 is made from. */
export type Contents2 = {
  envelopeId: string;
  actor: Author;
  sender: Sender;
  origin: Origin;
  recipients: readonly SealedRecipient[];
  manifest: SegmentDigest;
  complete: Pick<CompleteParts, 'parts'>;
  titleHash: string;
  /** Digests of seals. */
  inReplyTo: string | null;
  forwards: readonly string[];
  sealedAt: Date;
  expiresAt: Date;
  release: Release;
};

/**
 * The exact bytes of a seal (docs/envelope-format.md, section 4.6), from what is stored and who acts; not signed yet (lib/envelope/sign-batch.ts). A
 * letter that reaches this server over its API was encrypted on the sender's device.
 */
export async function composeSeal2(contents: Contents2): Promise<SealSalts & { seal: Bytes }> {
  const { actor, sender, recipients, manifest, complete, forwards } = contents;
  const { envelopeId, origin, titleHash, inReplyTo, sealedAt, expiresAt, release } = contents;
  const authorSalt = freshSalt();
  const inNameOfSalt = sender.isOwn ? null : freshSalt();
  const [label, address] = actor.kind === 'guest' ? ['', actor.address] : [actor.displayName, actor.email];
  const hashes = recipients.map(({ address, kind, name, salt }) =>
    recipientHash2({ address, kind, name: name ?? '' }, salt),
  );
  const seal: Seal2 = buildSeal2({
    envelopeId,
    origin,
    titleHash,
    inReplyTo,
    sealedAt,
    expiresAt,
    sender: sender.inSeal,
    author: {
      label: label || address,
      addressHash: await saltedHash(address, authorSalt),
    },
    inNameOf: inNameOfSalt && {
      label: sender.inSeal.name || sender.inSeal.address,
      addressHash: await saltedHash(sender.inSeal.address, inNameOfSalt),
    },
    encryptedOn: 'device',
    forwards: [...forwards],
    recipientHashes: await Promise.all(hashes),
    manifest,
    parts: complete.parts.map(({ id, kind, segments }) => ({ id, kind, segments: [...segments] })),
    ...(release.chosen && { more: { releaseAt: release.at.toISOString() } }),
  });
  return { seal: encodeSeal(seal), authorSalt, inNameOfSalt };
}

const freshSalt = () => new Uint8Array(randomBytes(32));
