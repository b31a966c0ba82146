import { v7 as uuidv7 } from 'uuid';
import type { UserActor } from '../../lib/access/actor';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import type { Services } from '../../lib/services';
import * as drafts from './draft-world';
import { fullRights } from './mailboxes';
import type { TestUser } from './people';
import type { Person } from './sealed-world';
import { writeLetter } from './written-letter';

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

/** The same, signed in, with a mailbox to write from. */
async function signedIn(services: Services, user: TestUser): Promise<Person> {
  const actor = asActor(user);
  const { userId, sessionId } = actor;
  const expiresAt = new Date(services.clock.now().getTime() + 86_400_000);
  await services.db.session.create({ data: { id: sessionId, userId, expiresAt } });
  return { actor, mailboxId: user.mailboxId ?? '' };
}

/** A draft with one stored attachment, made by the use cases themselves. */
export async function makeDraft(services: Services, user: TestUser) {
  const author = await signedIn(services, user);
  const draft = await drafts.makeDraft(services, author);
  const { envelopeId } = draft;
  const attachment = await drafts.storePart(services, draft, 'attachment', Buffer.from('pièce jointe'));
  return { envelopeId, mailboxId: author.mailboxId, actor: author.actor, attachment };
}

/** A sealed letter with one attachment to one address; `reference` stands in its recipient's link. */
export async function sealLetter(services: Services, user: TestUser, to: string) {
  const author = await signedIn(services, user);
  const recipients = [{ address: to, kind: 'to' as const }];
  const options = { title: 'Lettre', files: [Buffer.from('pièce jointe')], expiresInDays: 90 };
  const { envelopeId, parts, request } = await writeLetter(services, author, recipients, options);
  await sealEnvelope(services, author.actor, { envelopeId, client: nowhere, request });
  const recipient = await services.db.recipient.findFirstOrThrow({ where: { envelopeId } });
  const { id: recipientId, reference } = recipient;
  return { envelopeId, partId: parts[1] ?? '', recipientId, reference, request };
}
