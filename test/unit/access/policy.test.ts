import { describe, expect, test } from 'vitest';
import type { Actor, MailboxAccess, UserActor } from '../../../lib/access/actor';
import { type Action, actions, can, type Subjects } from '../../../lib/access/policy';
import { scopes } from '../../../lib/access/scopes';

const user = (over: Partial<UserActor>): UserActor => ({
  kind: 'user',
  userId: 'member',
  sessionId: 's',
  organisationId: 'hospital',
  role: 'member',
  email: 'member@hospital.example',
  displayName: 'M',
  locale: 'fr',
  mailboxes: box('box'),
  ...over,
});

/** Full rights in these mailboxes. */
function box(...ids: string[]): MailboxAccess[] {
  return ids.map((id) => ({ id, rights: ['read', 'send'] }));
}

/** Everybody who may come: `hospital` owns mailbox `box` (its members: `member`, `colleague`), `practice` is elsewhere. */
const actors = {
  nobody: { kind: 'anonymous' },
  guest: {
    kind: 'guest',
    guestId: 'guest',
    sessionId: 's',
    address: 'guest@example.org',
    locale: 'fr',
    mailboxes: box('box-guest'),
  },
  otherGuest: {
    kind: 'guest',
    guestId: 'otherGuest',
    sessionId: 's',
    address: 'other@example.org',
    locale: 'fr',
    mailboxes: box('box-other'),
  },
  member: user({}),
  memberProgram: user({ token: { id: 't', scopes: [...scopes] } }),
  colleague: user({ userId: 'colleague', email: 'colleague@hospital.example' }),
  // may look, and not write
  reader: user({ userId: 'reader', mailboxes: [{ id: 'box', rights: ['read'] }] }),
  // decides who else may, and reads nothing
  manager: user({ userId: 'manager', mailboxes: [{ id: 'box', rights: ['manage'] }] }),
  sameHouse: user({ userId: 'sameHouse', email: 'x@hospital.example', mailboxes: box('box-x') }),
  elsewhere: user({ userId: 'elsewhere', organisationId: 'practice', mailboxes: box('box-p') }),
  administrator: user({ userId: 'administrator', role: 'administrator', mailboxes: box('box-a') }),
  administratorElsewhere: user({
    userId: 'ae',
    organisationId: 'practice',
    role: 'administrator',
    mailboxes: box('box-ae'),
  }),
  // Rows of mailbox_members may remain from before: the role decides.
  auditor: user({ userId: 'auditor', role: 'auditor', mailboxes: box('box') }),
  auditorElsewhere: user({ userId: 'aue', organisationId: 'practice', role: 'auditor', mailboxes: box() }),
} as const satisfies Record<string, Actor>;
type Name = keyof typeof actors;

/** One line a subject of an action: who may. Everybody else may not. */
type Line = { [A in Action]: { action: A; of: string; subject: Subjects[A]; allowed: Name[] } }[Action];
const hospital = { organisationId: 'hospital' };
const toBox = { mailboxId: 'box', removedAt: null };
const toGuest = { mailboxId: 'box-guest', removedAt: null };
/** Was sealed for the guest's address after it had become a member's. */
const toFormerGuest = { mailboxId: 'box-x', removedAt: null };

const lines: Line[] = [
  {
    action: 'mailbox.use',
    of: 'the mailbox',
    subject: { id: 'box' },
    allowed: ['member', 'colleague', 'reader'],
  },
  {
    action: 'mailbox.members',
    of: 'the shared mailbox',
    subject: { id: 'box', kind: 'shared', ...hospital },
    allowed: ['manager', 'administrator'],
  },
  {
    action: 'mailbox.members',
    of: 'a person’s own mailbox, also where somebody was given that right',
    subject: { id: 'box', kind: 'personal', ...hospital },
    allowed: [],
  },
  {
    action: 'mailbox.members',
    of: 'a guest’s mailbox',
    subject: { id: 'box-guest', kind: 'guest', organisationId: null },
    allowed: [],
  },
  {
    action: 'mailbox.administer',
    of: 'a shared mailbox',
    subject: { kind: 'shared', ...hospital },
    allowed: ['administrator'],
  },
  {
    action: 'mailbox.administer',
    of: 'a person’s own mailbox',
    subject: { kind: 'personal', ...hospital },
    allowed: [],
  },
  { action: 'mailbox.send', of: 'the mailbox', subject: { id: 'box' }, allowed: ['member', 'colleague'] },
  {
    action: 'contacts.change',
    of: 'the mailbox',
    subject: { mailboxId: 'box' },
    allowed: ['member', 'colleague'],
  },
  {
    action: 'contacts.change',
    of: 'the guest’s mailbox',
    subject: { mailboxId: 'box-guest' },
    allowed: [],
  },
  {
    action: 'draft.write',
    of: 'the guest’s draft',
    subject: { mailboxId: 'box-guest', authorKind: 'guest', authorId: 'guest' },
    allowed: ['guest'],
  },
  {
    action: 'draft.write',
    of: 'a draft of a guest whose id is a member’s',
    subject: { mailboxId: 'box', authorKind: 'guest', authorId: 'member' },
    allowed: [],
  },
  {
    action: 'draft.write',
    of: 'the member’s draft',
    subject: { mailboxId: 'box', authorKind: 'user', authorId: 'member' },
    allowed: ['member'],
  },
  {
    action: 'draft.write',
    of: 'a draft in a mailbox she left',
    subject: { mailboxId: 'gone', authorKind: 'user', authorId: 'member' },
    allowed: [],
  },
  {
    action: 'draft.write',
    of: 'a draft the auditor wrote before',
    subject: { mailboxId: 'box', authorKind: 'user', authorId: 'auditor' },
    allowed: [],
  },
  {
    action: 'envelope.read-sent',
    of: 'the mailbox',
    subject: { mailboxId: 'box' },
    allowed: ['member', 'colleague', 'reader'],
  },
  {
    action: 'envelope.open-sent',
    of: 'the mailbox',
    subject: toBox,
    allowed: ['member', 'colleague', 'reader'],
  },
  {
    action: 'envelope.open-sent',
    of: 'the mailbox, which removed its copy',
    subject: { ...toBox, removedAt: new Date() },
    allowed: [],
  },
  {
    action: 'received.see',
    of: 'the mailbox, which removed its copy',
    subject: { ...toBox, removedAt: new Date() },
    allowed: [],
  },
  {
    action: 'envelope.manage-recipients',
    of: 'the mailbox',
    subject: { mailboxId: 'box' },
    allowed: ['member', 'colleague'],
  },
  { action: 'received.see', of: 'the mailbox', subject: toBox, allowed: ['member', 'colleague', 'reader'] },
  { action: 'received.see', of: 'the guest', subject: toGuest, allowed: ['guest'] },
  {
    action: 'received.see',
    of: 'a mailbox that was a guest',
    subject: toFormerGuest,
    allowed: ['sameHouse'],
  },
  {
    action: 'received.open',
    of: 'the mailbox',
    subject: { ...toBox, blockedAt: null },
    allowed: ['member', 'colleague', 'reader'],
  },
  { action: 'received.open', of: 'the guest', subject: { ...toGuest, blockedAt: null }, allowed: ['guest'] },
  {
    action: 'received.open',
    of: 'the blocked guest',
    subject: { ...toGuest, blockedAt: new Date() },
    allowed: [],
  },
  {
    action: 'received.open',
    of: 'the blocked mailbox',
    subject: { ...toBox, blockedAt: new Date() },
    allowed: [],
  },
  {
    action: 'received.answer',
    of: 'the guest, to who wrote to her',
    subject: { ...toGuest, blockedAt: null, people: ['a@b.fr', 'c@d.fr'], to: ['a@b.fr'] },
    allowed: ['guest'],
  },
  {
    action: 'received.answer',
    of: 'the guest, to somebody else too',
    subject: { ...toGuest, blockedAt: null, people: ['a@b.fr'], to: ['a@b.fr', 'x@y.fr'] },
    allowed: [],
  },
  {
    action: 'received.answer',
    of: 'the blocked guest',
    subject: { ...toGuest, blockedAt: new Date(), people: ['a@b.fr'], to: ['a@b.fr'] },
    allowed: [],
  },
  {
    action: 'received.answer',
    of: 'the mailbox of members, who write by another right',
    subject: { ...toBox, blockedAt: null, people: ['a@b.fr'], to: ['a@b.fr'] },
    allowed: [],
  },
  {
    action: 'received.report',
    of: 'the mailbox',
    subject: toBox,
    allowed: ['member', 'colleague', 'reader'],
  },
  { action: 'received.report', of: 'the guest', subject: toGuest, allowed: ['guest'] },
  {
    action: 'evidence.of-sent',
    of: 'the mailbox',
    subject: { mailboxId: 'box' },
    allowed: ['member', 'colleague', 'reader'],
  },
  {
    action: 'evidence.of-received',
    of: 'the guest',
    subject: { ...toGuest, blockedAt: null },
    allowed: ['guest'],
  },
  {
    action: 'evidence.of-received',
    of: 'the blocked mailbox',
    subject: { ...toBox, blockedAt: new Date() },
    allowed: [],
  },
  {
    action: 'evidence.of-audited',
    of: 'the hospital',
    subject: hospital,
    allowed: ['administrator', 'auditor'],
  },
  { action: 'audit.read', of: 'the hospital', subject: hospital, allowed: ['administrator', 'auditor'] },
  { action: 'audit.export', of: 'the hospital', subject: hospital, allowed: ['administrator', 'auditor'] },
  { action: 'audit.verify', of: 'the hospital', subject: hospital, allowed: ['administrator', 'auditor'] },
  { action: 'audit.destinations', of: 'the hospital', subject: hospital, allowed: ['administrator'] },
  { action: 'statistics.read', of: 'the hospital', subject: hospital, allowed: ['administrator', 'auditor'] },
  {
    action: 'saved-filter.use',
    of: 'the auditor’s own',
    subject: { ...hospital, ownerUserId: 'auditor', shared: false },
    allowed: ['auditor'],
  },
  {
    action: 'saved-filter.use',
    of: 'one the auditor shares',
    subject: { ...hospital, ownerUserId: 'auditor', shared: true },
    allowed: ['administrator', 'auditor'],
  },
  {
    action: 'saved-filter.use',
    of: 'one of an administrator who is a member now',
    subject: { ...hospital, ownerUserId: 'member', shared: false },
    allowed: [],
  },
  {
    action: 'saved-filter.change',
    of: 'the auditor’s own',
    subject: { ...hospital, ownerUserId: 'auditor', shared: false },
    allowed: ['auditor'],
  },
  {
    action: 'saved-filter.change',
    of: 'one the auditor shares',
    subject: { ...hospital, ownerUserId: 'auditor', shared: true },
    allowed: ['administrator', 'auditor'],
  },
  {
    action: 'saved-filter.change',
    of: 'one the administrator shares',
    subject: { ...hospital, ownerUserId: 'administrator', shared: true },
    allowed: ['administrator'],
  },
  { action: 'member.list', of: 'the hospital', subject: hospital, allowed: ['administrator'] },
  { action: 'member.manage', of: 'the hospital', subject: hospital, allowed: ['administrator'] },
  { action: 'organisation.manage', of: 'the hospital', subject: hospital, allowed: ['administrator'] },
  { action: 'retention.manage', of: 'the hospital', subject: hospital, allowed: ['administrator'] },
  { action: 'account.change', of: 'the member', subject: { userId: 'member' }, allowed: ['member'] },
  { action: 'session.manage', of: 'the member', subject: { userId: 'member' }, allowed: ['member'] },
  { action: 'session.manage', of: 'the guest', subject: { guestId: 'guest' }, allowed: ['guest'] },
  { action: 'token.manage', of: 'the member', subject: { userId: 'member' }, allowed: ['member'] },
];

describe('who may do what', () => {
  test.each(lines)('$action of $of: $allowed and nobody else', ({ action, subject, allowed }) => {
    const may = (Object.keys(actors) as Name[]).filter((name) => can(actors[name], action, subject)); // keys of `actors`
    // A program with all scopes may what its owner may, but never make tokens.
    const program = action !== 'token.manage' && allowed.includes('member') ? ['memberProgram'] : [];
    expect(may.sort()).toEqual([...allowed, ...program].sort());
  });

  test('every action has its lines', () => {
    expect(new Set(lines.map(({ action }) => action))).toEqual(new Set(actions));
  });
});
