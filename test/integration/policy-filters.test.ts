import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '../../lib/access/actor';
import * as policy from '../../lib/access/policy';
import { findActor } from '../../lib/auth/find-actor';
import { startSession } from '../../lib/auth/session-rows';
import { withTestDatabase } from '../support/database';
import { makeEnvelope, makeOrganisation, makeUser, type TestUser } from '../support/people';

const database = withTestDatabase();
const clock = { now: () => new Date() };
const actors: Record<string, Actor> = { nobody: { kind: 'anonymous' } };

/** The actor a request of this person would have. */
async function actorOf(owner: { userId: string } | { guestId: string }): Promise<Actor> {
  const times = { now: clock.now(), expiresAt: new Date(Date.now() + 3_600_000) };
  const browser = { client: { address: null, agent: null }, previousSessionId: null };
  const id = await database.db.$transaction((tx) => startSession(tx, owner, times, browser));
  return findActor({ db: database.db, clock }, id);
}

beforeAll(async () => {
  const { db } = database;
  const users: TestUser[] = [];
  for (const domain of ['hopital.example', 'cabinet.example']) {
    const organisationId = await makeOrganisation(db, domain);
    for (const role of ['member', 'administrator', 'auditor'] as const) {
      const one = await makeUser(db, organisationId, `${role}@${domain}`, role);
      users.push(one);
      actors[one.email] = await actorOf({ userId: one.id });
    }
  }
  const [first, , auditor] = users;
  if (first?.mailboxId == null || auditor === undefined) throw new Error('no users');
  // An auditor who was a member of the mailbox before.
  await db.mailboxMember.create({ data: { mailboxId: first.mailboxId, userId: auditor.id } });
  actors['auditor with rows'] = await actorOf({ userId: auditor.id });
  for (const [organisationId, userId] of [
    [first.organisationId, first.id],
    [users[3]?.organisationId, users[3]?.id],
  ]) {
    if (organisationId === undefined || userId === undefined) throw new Error('no users');
    for (const members of [{}, { create: { userId, rights: ['manage'] } }]) {
      const id = uuidv7();
      await db.mailbox.create({ data: { id, organisationId, kind: 'shared', name: `Boîte ${id}`, members } });
    }
  }
  actors['who manages a mailbox'] = await actorOf({ userId: first.id });
  const guest = await db.guest.create({ data: { id: uuidv7(), address: 'patient@example.org' } });
  actors.guest = await actorOf({ guestId: guest.id });
  for (const { id: ownerUserId, organisationId } of users) {
    for (const shared of [false, true]) {
      const filter = { id: uuidv7(), organisationId, ownerUserId, name: 'x', shared, choice: {} };
      await db.auditSavedFilter.create({ data: filter });
    }
  }
  const authors = users.filter((user) => user.mailboxId !== null);
  for (const author of authors) {
    const { organisationId, mailboxId, id } = author;
    if (mailboxId === null) continue;
    await db.envelope.create({
      data: { id: uuidv7(), organisationId, mailboxId, authorKind: 'user', authorId: id, origin: 'browser' },
    });
    await makeEnvelope(db, author, { address: 'patient@example.org' });
    await makeEnvelope(db, author, {
      address: 'patient@example.org',
      mailboxId: authors[0]?.mailboxId ?? null,
    });
    for (const to of authors) await makeEnvelope(db, author, { address: to.email, mailboxId: to.mailboxId });
    // one that its mailbox has removed
    const { recipientId } = await makeEnvelope(db, author, { address: author.email, mailboxId });
    const [trashedAt, removedAt] = [clock.now(), clock.now()];
    const data = { folder: 'trash', trashedAt, removedAt };
    await db.mailboxItem.update({ where: { recipientId }, data });
    const entry = await db.auditEntry.create({ data: { event: 'SignedIn', actorKind: 'user' } });
    const { id: entryId, occurredAt, event } = entry;
    await db.auditDestination.create({
      data: { id: uuidv7(), organisationId, kind: 'webhook', name: 'w', settings: {} },
    });
    await db.auditVisibility.create({ data: { organisationId, entryId, occurredAt, event } });
  }
});

/** Ids the filter finds, and ids of all rows for which the rule says yes: the same, for every actor. */
describe('the query filter agrees with the rule, row by row, for every actor', () => {
  const { can } = policy;
  type Look = (actor: Actor) => Promise<{ found: unknown[]; allowed: unknown[]; all: number }>;
  const ids = (rows: { id: unknown }[]) => rows.map(({ id }) => id).sort();
  const looks: Record<string, Look> = {
    mailboxes: async (actor) => {
      const all = await database.db.mailbox.findMany();
      const found = await database.db.mailbox.findMany({ where: policy.visibleMailboxes(actor) });
      return {
        found: ids(found),
        allowed: ids(all.filter((row) => can(actor, 'mailbox.use', row))),
        all: all.length,
      };
    },
    'mailboxes whose members one decides about': async (actor) => {
      const all = await database.db.mailbox.findMany();
      const found = await database.db.mailbox.findMany({ where: policy.managedMailboxes(actor) });
      return {
        found: ids(found),
        allowed: ids(all.filter((row) => can(actor, 'mailbox.members', row))),
        all: all.length,
      };
    },
    drafts: async (actor) => {
      const all = await database.db.envelope.findMany({ where: { state: 'draft' } });
      const found = await database.db.envelope.findMany({ where: policy.visibleDrafts(actor) });
      return {
        found: ids(found),
        allowed: ids(all.filter((row) => can(actor, 'draft.write', row))),
        all: all.length,
      };
    },
    'sent envelopes': async (actor) => {
      const all = await database.db.envelope.findMany({ where: { state: 'sealed' } });
      const found = await database.db.envelope.findMany({ where: policy.visibleSentEnvelopes(actor) });
      const allowed = all.filter((row) => can(actor, 'envelope.read-sent', row));
      return { found: ids(found), allowed: ids(allowed), all: all.length };
    },
    'received envelopes': async (actor) => {
      const rows = await database.db.recipient.findMany({ include: { item: true } });
      const all = rows.map(({ item, ...row }) => ({ ...row, removedAt: item?.removedAt ?? null }));
      const found = await database.db.recipient.findMany({ where: policy.visibleReceived(actor) });
      return {
        found: ids(found),
        allowed: ids(all.filter((row) => can(actor, 'received.see', row))),
        all: all.length,
      };
    },
    'audit entries': async (actor) => {
      const id = (row: { entryId: bigint; organisationId: string }) => ({
        id: `${row.entryId} ${row.organisationId}`,
      });
      const all = await database.db.auditVisibility.findMany();
      const found = await database.db.auditVisibility.findMany({ where: policy.visibleAudit(actor) });
      const allowed = all.filter((row) => can(actor, 'audit.read', row));
      return { found: ids(found.map(id)), allowed: ids(allowed.map(id)), all: all.length };
    },
    'audit destinations': async (actor) => {
      const all = await database.db.auditDestination.findMany();
      const found = await database.db.auditDestination.findMany({ where: policy.visibleDestinations(actor) });
      const allowed = all.filter((row) => can(actor, 'audit.destinations', row));
      return { found: ids(found), allowed: ids(allowed), all: all.length };
    },
    'saved filters': async (actor) => {
      const all = await database.db.auditSavedFilter.findMany();
      const found = await database.db.auditSavedFilter.findMany({ where: policy.visibleSavedFilters(actor) });
      const allowed = all.filter((row) => can(actor, 'saved-filter.use', row));
      return { found: ids(found), allowed: ids(allowed), all: all.length };
    },
    members: async (actor) => {
      const all = await database.db.user.findMany();
      const found = await database.db.user.findMany({ where: policy.visibleMembers(actor) });
      return {
        found: ids(found),
        allowed: ids(all.filter((row) => can(actor, 'member.list', row))),
        all: all.length,
      };
    },
    sessions: async (actor) => {
      const all = await database.db.session.findMany();
      const found = await database.db.session.findMany({ where: policy.visibleSessions(actor) });
      const owner = (row: { userId: string | null; guestId: string | null }) =>
        row.userId === null ? { guestId: row.guestId ?? '' } : { userId: row.userId };
      const allowed = all.filter((row) => can(actor, 'session.manage', owner(row)));
      return { found: ids(found), allowed: ids(allowed), all: all.length };
    },
  };

  test.each(Object.keys(looks))('%s', async (name) => {
    const seen: number[] = [];
    for (const [who, actor] of Object.entries(actors)) {
      const outcome = await looks[name]?.(actor);
      expect(outcome?.found, who).toEqual(outcome?.allowed);
      seen.push(outcome?.found.length ?? 0);
      expect(outcome?.found.length, who).toBeLessThan(outcome?.all ?? 0);
    }
    expect(Math.max(...seen)).toBeGreaterThan(0);
    expect(seen[0]).toBe(0);
  });
});
