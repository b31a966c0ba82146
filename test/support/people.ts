import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { hashPassword } from '../../lib/auth/password-hash';
import type { PrismaClient } from '../../lib/db/client';
import { vaultHolder } from '../../lib/envelope/release-content-key';
import { recipientHash } from '../../lib/envelope-format/salted-hash';
import { buildSeal, encodeSeal } from '../../lib/envelope-format/seal';
import { fileSealed, guestMailbox } from './mailboxes';

export type TestUser = {
  id: string;
  email: string;
  password: string;
  organisationId: string;
  mailboxId: string | null;
};

/** A password that the rules accept. */
export const goodPassword = 'corbeau-lampe-violet-7';
const hashed = hashPassword(goodPassword);

/** An organisation with its domain. */
export async function makeOrganisation(db: PrismaClient, domain: string): Promise<string> {
  const id = uuidv7();
  await db.organisation.create({
    data: { id, name: domain, takeBackSeconds: 0, domains: { create: { domain } } },
  });
  return id;
}

/** An account with a password and, unless an auditor, a personal mailbox of its address. */
export async function makeUser(
  db: PrismaClient,
  organisationId: string,
  email: string,
  role: 'member' | 'administrator' | 'auditor' = 'member',
): Promise<TestUser> {
  const id = uuidv7();
  const displayName = email.slice(0, email.indexOf('@'));
  await db.user.create({
    data: { id, organisationId, email, displayName, role, passwordHash: await hashed },
  });
  if (role === 'auditor') return { id, email, password: goodPassword, organisationId, mailboxId: null };
  const mailboxId = uuidv7();
  await db.mailbox.create({
    data: {
      id: mailboxId,
      organisationId,
      kind: 'personal',
      name: displayName,
      addresses: { create: { address: email } },
      members: { create: { userId: id } },
    },
  });
  return { id, email, password: goodPassword, organisationId, mailboxId };
}

/** A sealed envelope with one recipient, as rows; nothing of it can be decrypted. Returns the recipient's reference. */
export async function makeEnvelope(
  db: PrismaClient,
  author: TestUser,
  to: { address: string; mailboxId?: string | null },
): Promise<{ envelopeId: string; recipientId: string; reference: string; partId: string }> {
  const ids = { envelopeId: uuidv7(), recipientId: uuidv7(), partId: uuidv7() };
  const reference = randomBytes(24).toString('base64url');
  if (author.mailboxId === null) throw new Error('an auditor writes no envelopes');
  await db.envelope.create({
    data: {
      id: ids.envelopeId,
      organisationId: author.organisationId,
      mailboxId: author.mailboxId,
      authorKind: 'user',
      authorId: author.id,
      origin: 'browser',
      keys: { create: { ...vaultHolder, packet: new Uint8Array([1]) } },
      uses: {
        create: {
          kind: 'body',
          position: 1,
          part: { create: { id: ids.partId, madeIn: ids.envelopeId, home: 'envelope' } },
        },
      },
    },
  });
  const [sealedAt, expiresAt] = [new Date(), new Date(Date.now() + 90 * 86_400_000)];
  const salt = new Uint8Array(32);
  const segment = { sha256: 'a'.repeat(64), ciphertextBytes: 100 };
  const seal = buildSeal({
    envelopeId: ids.envelopeId,
    sender: { address: author.email, name: 'Test', organisation: 'Test' },
    recipientHashes: [await recipientHash(to.address, salt)],
    manifest: segment,
    parts: [{ id: ids.partId, kind: 'body', segments: [segment] }],
    sealedAt,
    expiresAt,
  });
  const mailboxId = to.mailboxId ?? (await guestMailbox(db, to.address));
  await db.envelope.update({
    where: { id: ids.envelopeId },
    data: {
      state: 'sealed',
      senderAddress: author.email,
      senderName: 'Test',
      sealedAt,
      releaseAt: sealedAt,
      expiresAt,
      accessUntil: expiresAt,
      seal: new Uint8Array(encodeSeal(seal)),
      sealSignature: 'none',
      sealingKeyId: 'none',
      recipients: {
        create: {
          id: ids.recipientId,
          kind: 'to',
          address: to.address,
          mailboxId,
          deliveryState: 'released',
          releasedAt: sealedAt,
          reference,
          salt,
          locale: 'fr',
          notificationId: `<${ids.recipientId}@pli.test>`,
        },
      },
    },
  });
  await fileSealed(db, { id: ids.envelopeId });
  return { ...ids, reference };
}
