import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { UserActor } from '../../lib/access/actor';
import { createDraft } from '../../lib/draft/create-draft';
import { registerSegments } from '../../lib/draft/register-segments';
import type { PartKind } from '../../lib/envelope/wire';
import { deriveContentKey } from '../../lib/envelope-format/content-key';
import { encryptSegment } from '../../lib/envelope-format/encrypt-segment';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import { freshKeyPacket } from './key-packet';
import { fullRights } from './mailboxes';
import type { TestUser } from './people';

const nowhere = { address: null, agent: null };

/** The user as the actor of a use case called without a request. */
export function asActor(user: TestUser): UserActor {
  return {
    kind: 'user',
    userId: user.id,
    sessionId: uuidv7(),
    organisationId: user.organisationId,
    role: 'member',
    email: user.email,
    displayName: user.email,
    locale: 'fr',
    mailboxes: user.mailboxId === null ? [] : [fullRights(user.mailboxId)],
  };
}

/** A draft with one stored attachment, made by the use cases themselves. */
export async function makeDraft(services: Services, author: TestUser) {
  const actor = asActor(author);
  const envelopeId = uuidv7();
  const mailboxId = author.mailboxId ?? '';
  const { seed, keyPacket } = await freshKeyPacket(services.keys.vault.publicKey);
  await createDraft(services, actor, { envelopeId, mailboxId, keyPacket });
  const contentKey = await deriveContentKey(seed, envelopeId);
  const store = async (kind: PartKind, text: string) => {
    const partId = uuidv7();
    const bytes = await encryptSegment(contentKey, new TextEncoder().encode(text));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const segment = { partId, kind, index: 0, sha256, ciphertextBytes: bytes.length };
    await registerSegments(services, actor, { envelopeId, segments: [segment] });
    await services.objectStore.put({ envelopeId, sha256 }, bytes.length, once(bytes));
    return { id: partId, kind, segments: 1 };
  };
  return { envelopeId, mailboxId, actor, store, attachment: await store('attachment', 'pièce jointe') };
}

/** A sealed letter with one attachment to one address; `reference` stands in its recipient's link. */
export async function sealLetter(services: Services, author: TestUser, to: string) {
  const { envelopeId, mailboxId, actor, store, attachment } = await makeDraft(services, author);
  const body = await store('body', '<p>Bonjour</p>');
  const manifest = await store('manifest', '{}');
  const request = {
    mailboxId,
    fromAddress: author.email,
    recipients: [{ address: to, kind: 'to' as const }],
    title: 'Lettre',
    parts: [manifest, body, attachment],
    expiresInDays: 90,
  };
  await sealEnvelope(services, actor, { envelopeId, client: nowhere, request });
  const recipient = await services.db.recipient.findFirstOrThrow({ where: { envelopeId } });
  return {
    envelopeId,
    partId: attachment.id,
    recipientId: recipient.id,
    reference: recipient.reference,
    request,
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
