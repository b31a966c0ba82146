import type { Prisma } from '../db/generated/client';
import type { Actor, MailboxRight } from './actor';

/** What a rule looks at, for each action; plain data a use case has already read. */
export type Subjects = {
  /** See a mailbox's lists and correspondents. */
  'mailbox.use': { id: string };
  /** See who may do what in a shared mailbox, and change it. */
  'mailbox.members': OwnedMailbox & { id: string };
  /** Make, rename, close a shared mailbox; give it addresses. */
  'mailbox.administer': OwnedMailbox;
  /** Write from a mailbox. */
  'mailbox.send': { id: string };
  /** Add to a mailbox's address book, change and remove what stands in it. */
  'contacts.change': { mailboxId: string };
  /** Write, upload to, seal or delete a draft; get its key. Its author only, while still in the mailbox. */
  'draft.write': { mailboxId: string; authorKind: string; authorId: string };
  /** See the status of a sent envelope. */
  'envelope.read-sent': { mailboxId: string };
  /** Open a sent envelope again, fetch its objects, name its parts. */
  'envelope.open-sent': OwnCopy;
  /** Notify again, unblock after a report, take back, withdraw, correct, prolong. */
  'envelope.manage-recipients': { mailboxId: string };
  /** Know that an envelope was received. */
  'received.see': Received;
  /** Get the content key. */
  'received.open': Received & { blockedAt: Date | null };
  /** Answer as a guest, `to` whom: of those `people` whom the letter shows. */
  'received.answer': Received & { blockedAt: Date | null; people: readonly string[]; to: readonly string[] };
  /** Say "not for me" while signed in. */
  'received.report': Received;
  /** Take the evidence of a sent envelope. */
  'evidence.of-sent': { mailboxId: string };
  /** Take the evidence of a received envelope. */
  'evidence.of-received': Received & { blockedAt: Date | null };
  /** Take the evidence, without content, of any envelope that entries of the organisation are about. */
  'evidence.of-audited': { organisationId: string };
  'audit.read': { organisationId: string };
  'audit.export': { organisationId: string };
  /** Have the log checked against its rows. */
  'audit.verify': { organisationId: string };
  /** Where the audit trail goes by itself. */
  'audit.destinations': { organisationId: string };
  /** See figures of the organisation that name nobody. */
  'statistics.read': { organisationId: string };
  /** Use a saved filter of the audit trail. */
  'saved-filter.use': SavedFilter;
  /** Rename, share or delete it. */
  'saved-filter.change': SavedFilter;
  'member.list': { organisationId: string };
  'member.manage': { organisationId: string };
  'organisation.manage': { organisationId: string };
  /** How long the organisation's letters are kept, and what the vault holds of it. */
  'retention.manage': { organisationId: string };
  /** Change one's own name or language. */
  'account.change': { userId: string };
  /** List and end sessions of an account. */
  'session.manage': { userId: string } | { guestId: string };
  /** Make, list and revoke the access tokens of an account; never with a token. */
  'token.manage': { userId: string };
};

/** A mailbox, as whose and what it is. */
type OwnedMailbox = { organisationId: string | null; kind: string };

/** A letter's copy in its sender's mailbox. */
type OwnCopy = { mailboxId: string; removedAt: Date | null };

/** A row of `recipients`; `removedAt`: when its mailbox removed its copy for ever, which is then not there. */
type Received = { mailboxId: string; removedAt: Date | null };

/** A row of `audit_saved_filters`. */
type SavedFilter = { organisationId: string; ownerUserId: string; shared: boolean };

export type Action = keyof Subjects;

const hasRight = (actor: Actor, mailboxId: string, right: MailboxRight): boolean =>
  mailboxIdsWith(actor, right).includes(mailboxId);

const isAdministrator = (actor: Actor, organisationId: string): boolean =>
  actor.kind === 'user' && actor.role === 'administrator' && actor.organisationId === organisationId;

const readsAudit = (actor: Actor, organisationId: string): boolean =>
  actor.kind === 'user' && actor.role !== 'member' && actor.organisationId === organisationId;

const isAddressee = (actor: Actor, received: Received): boolean =>
  hasRight(actor, received.mailboxId, 'read') && received.removedAt === null;

/** Never a person's own mailbox: that one is nobody else's to give. */
const administersMailbox = (actor: Actor, { organisationId, kind }: OwnedMailbox): boolean =>
  kind === 'shared' && organisationId !== null && isAdministrator(actor, organisationId);

const isAuthor = (actor: Actor, draft: { authorKind: string; authorId: string }): boolean =>
  actor.kind === 'user'
    ? (draft.authorKind === 'user' || draft.authorKind === 'token') && draft.authorId === actor.userId
    : actor.kind === 'guest' && draft.authorKind === 'guest' && draft.authorId === actor.guestId;

const isOwner = (actor: Actor, owned: { ownerUserId: string }): boolean =>
  actor.kind === 'user' && actor.userId === owned.ownerUserId;

/** One rule an action; no other code decides. */
const rules: { [A in Action]: (actor: Actor, subject: Subjects[A]) => boolean } = {
  'mailbox.use': (actor, mailbox) => hasRight(actor, mailbox.id, 'read'),
  'mailbox.members': (actor, mailbox) =>
    administersMailbox(actor, mailbox) ||
    (mailbox.kind === 'shared' && hasRight(actor, mailbox.id, 'manage')),
  'mailbox.administer': administersMailbox,
  'mailbox.send': (actor, mailbox) => hasRight(actor, mailbox.id, 'send'),
  'contacts.change': (actor, contact) => actor.kind === 'user' && hasRight(actor, contact.mailboxId, 'send'),
  'draft.write': (actor, draft) => hasRight(actor, draft.mailboxId, 'send') && isAuthor(actor, draft),
  'envelope.read-sent': (actor, envelope) => hasRight(actor, envelope.mailboxId, 'read'),
  'envelope.open-sent': (actor, copy) => hasRight(actor, copy.mailboxId, 'read') && copy.removedAt === null,
  'envelope.manage-recipients': (actor, envelope) => hasRight(actor, envelope.mailboxId, 'send'),
  'received.see': isAddressee,
  'received.open': (actor, received) => isAddressee(actor, received) && received.blockedAt === null,
  'received.answer': (actor, received) =>
    actor.kind === 'guest' &&
    isAddressee(actor, received) &&
    hasRight(actor, received.mailboxId, 'send') &&
    received.blockedAt === null &&
    received.to.every((address) => received.people.includes(address)),
  'received.report': isAddressee,
  'evidence.of-sent': (actor, envelope) => hasRight(actor, envelope.mailboxId, 'read'),
  'evidence.of-received': (actor, received) => isAddressee(actor, received) && received.blockedAt === null,
  'evidence.of-audited': (actor, { organisationId }) => readsAudit(actor, organisationId),
  'audit.read': (actor, { organisationId }) => readsAudit(actor, organisationId),
  'audit.export': (actor, { organisationId }) => readsAudit(actor, organisationId),
  'audit.verify': (actor, { organisationId }) => readsAudit(actor, organisationId),
  'audit.destinations': (actor, { organisationId }) => isAdministrator(actor, organisationId),
  'statistics.read': (actor, { organisationId }) => readsAudit(actor, organisationId),
  'saved-filter.use': (actor, filter) =>
    readsAudit(actor, filter.organisationId) && (filter.shared || isOwner(actor, filter)),
  'saved-filter.change': (actor, filter) =>
    readsAudit(actor, filter.organisationId) &&
    (isOwner(actor, filter) || (filter.shared && isAdministrator(actor, filter.organisationId))),
  'member.list': (actor, { organisationId }) => isAdministrator(actor, organisationId),
  'member.manage': (actor, { organisationId }) => isAdministrator(actor, organisationId),
  'organisation.manage': (actor, { organisationId }) => isAdministrator(actor, organisationId),
  'retention.manage': (actor, { organisationId }) => isAdministrator(actor, organisationId),
  'account.change': (actor, { userId }) => actor.kind === 'user' && actor.userId === userId,
  'session.manage': (actor, owner) =>
    'userId' in owner
      ? actor.kind === 'user' && actor.userId === owner.userId
      : actor.kind === 'guest' && actor.guestId === owner.guestId,
  'token.manage': (actor, { userId }) =>
    actor.kind === 'user' && actor.token === undefined && actor.userId === userId,
};

/** Every action, for the matrix test. */
export const actions = Object.keys(rules) as readonly Action[]; // the keys of `rules` are Action by its type

/** Whether the actor may do this to that. What is refused is answered like what does not exist: AppError `not-found`. */
export function can<A extends Action>(actor: Actor, action: A, subject: Subjects[A]): boolean {
  return rules[action](actor, subject);
}

/** Mailboxes in which the actor has this right. An auditor has none in any, whatever the rows say. */
export function mailboxIdsWith(actor: Actor, right: MailboxRight): string[] {
  if (actor.kind === 'anonymous' || (actor.kind === 'user' && actor.role === 'auditor')) return [];
  return actor.mailboxes.filter(({ rights }) => rights.includes(right)).map(({ id }) => id);
}

/** Matches no row: what strangers see. */
const nothing = { id: { in: [] as string[] } };

/** Mailboxes the actor may use. Agrees with `mailbox.use`. */
export function visibleMailboxes(actor: Actor): Prisma.MailboxWhereInput {
  return { id: { in: mailboxIdsWith(actor, 'read') } };
}

/** Shared mailboxes whose members the actor decides about. Agrees with `mailbox.members`. */
export function managedMailboxes(actor: Actor): Prisma.MailboxWhereInput {
  const managed = { kind: 'shared', id: { in: mailboxIdsWith(actor, 'manage') } };
  return actor.kind === 'user' && can(actor, 'mailbox.administer', { ...actor, kind: 'shared' })
    ? { OR: [{ kind: 'shared', organisationId: actor.organisationId }, managed] }
    : managed;
}

/** The actor's own drafts. Agrees with `draft.write`. */
export function visibleDrafts(actor: Actor): Prisma.EnvelopeWhereInput {
  const author =
    actor.kind === 'user'
      ? { authorKind: { in: ['user', 'token'] }, authorId: actor.userId }
      : actor.kind === 'guest'
        ? { authorKind: 'guest', authorId: actor.guestId }
        : null;
  return author ? { state: 'draft', mailboxId: { in: mailboxIdsWith(actor, 'send') }, ...author } : nothing;
}

/** Sealed envelopes of the actor's mailboxes. Agrees with `envelope.read-sent`. */
export function visibleSentEnvelopes(actor: Actor): Prisma.EnvelopeWhereInput {
  return { state: 'sealed', mailboxId: { in: mailboxIdsWith(actor, 'read') } };
}

/** Rows of `recipients` that are the actor's own. Agrees with `received.see`. */
export function visibleReceived(actor: Actor): Prisma.RecipientWhereInput {
  return {
    mailboxId: { in: mailboxIdsWith(actor, 'read') },
    NOT: { item: { is: { removedAt: { not: null } } } },
  };
}

/** Audit rows of the actor's organisation. Agrees with `audit.read`. */
export function visibleAudit(actor: Actor): Prisma.AuditVisibilityWhereInput {
  return actor.kind === 'user' && can(actor, 'audit.read', actor)
    ? { organisationId: actor.organisationId }
    : { organisationId: { in: [] } };
}

/** Destinations of the actor's organisation. Agrees with `audit.destinations`. */
export function visibleDestinations(actor: Actor): Prisma.AuditDestinationWhereInput {
  return actor.kind === 'user' && can(actor, 'audit.destinations', actor)
    ? { organisationId: actor.organisationId }
    : nothing;
}

/** Saved filters of the audit trail that the actor may use. Agrees with `saved-filter.use`. */
export function visibleSavedFilters(actor: Actor): Prisma.AuditSavedFilterWhereInput {
  return actor.kind === 'user' && can(actor, 'audit.read', actor)
    ? { organisationId: actor.organisationId, OR: [{ shared: true }, { ownerUserId: actor.userId }] }
    : nothing;
}

/** Accounts the actor administers. Agrees with `member.list`. */
export function visibleMembers(actor: Actor): Prisma.UserWhereInput {
  return actor.kind === 'user' && can(actor, 'member.list', actor)
    ? { organisationId: actor.organisationId }
    : nothing;
}

/** The actor's own sessions. Agrees with `session.manage`. */
export function visibleSessions(actor: Actor): Prisma.SessionWhereInput {
  return actor.kind === 'user'
    ? { userId: actor.userId }
    : actor.kind === 'guest'
      ? { guestId: actor.guestId }
      : nothing;
}

/** The actor's own access tokens. Agrees with `token.manage`. */
export function visibleTokens(actor: Actor): Prisma.AccessTokenWhereInput {
  return actor.kind === 'user' && can(actor, 'token.manage', actor) ? { userId: actor.userId } : nothing;
}
