import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { MailboxRight, UserActor } from '../../lib/access/actor';
import { findActor } from '../../lib/auth/find-actor';
import { holdActor } from '../../lib/auth/lock-actor';
import { judgeAddressees } from '../../lib/mailbox/judge-addressees';
import { listEnvelopes } from '../../lib/mailbox/list-envelopes';
import { createMember } from '../../lib/members/create-member';
import { openEnvelope } from '../../lib/open/open-envelope';
import type { Services } from '../../lib/services';
import { changeSharedMailbox } from '../../lib/shared-mailboxes/change-shared-mailbox';
import { closeSharedMailbox } from '../../lib/shared-mailboxes/close-shared-mailbox';
import { createSharedMailbox } from '../../lib/shared-mailboxes/create-shared-mailbox';
import { listMailboxMembers } from '../../lib/shared-mailboxes/list-mailbox-members';
import { findSharedMailbox, listSharedMailboxes } from '../../lib/shared-mailboxes/list-shared-mailboxes';
import { setMailboxRights } from '../../lib/shared-mailboxes/set-mailbox-rights';
import { withTestDatabase } from '../support/database';
import { guestMailbox } from '../support/mailboxes';
import {
  addOrganisation,
  addPerson,
  type Person,
  sealLetter,
  withTestServices,
} from '../support/sealed-world';
import { testClient as client } from '../support/test-client';

const database = withTestDatabase();
const made = withTestServices(database);

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? String(error),
  );

async function world() {
  const { services } = made;
  const hospital = await addOrganisation(services, 'CHU');
  const practice = await addOrganisation(services, 'Cabinet');
  const chief = await addPerson(services, hospital, 'chef', 'administrator');
  const anne = await addPerson(services, hospital, 'anne');
  const paul = await addPerson(services, hospital, 'paul');
  const auditor = await addPerson(services, hospital, 'audit', 'auditor');
  const stranger = await addPerson(services, practice, 'chef', 'administrator');
  const address = `secretariat@${hospital.domain}`;
  const make = (name = 'Secrétariat', at = address) =>
    createSharedMailbox(services, chief.actor, { name, address: at }, client);
  const give = (id: string, who: Person, rights: MailboxRight[], by = chief.actor) =>
    setMailboxRights(services, by, { id, email: who.actor.email, rights }, client);
  return { services, hospital, chief, anne, paul, auditor, stranger, address, make, give };
}

/** A person as her next request makes her. */
const now = async (services: Services, { actor }: Person) =>
  (await findActor(services, actor.sessionId)) as UserActor; // her session is a user's

const trail = (services: Services, organisationId: string) =>
  services.db.auditEntry.findMany({
    where: { visibility: { some: { organisationId } }, event: { startsWith: 'Mailbox' } },
    orderBy: { id: 'asc' },
    select: { event: true, actorAddress: true, detail: true },
  });

describe('a shared mailbox', () => {
  it('is made, given, renamed and closed by an administrator, and each of it stands in the trail with who it was about', async () => {
    const { services, hospital, chief, paul, address, make, give } = await world();
    const { id } = await make();
    await give(id, paul, ['send', 'read']);
    await give(id, paul, ['read', 'send']); // no change: no entry
    await give(id, paul, []);
    const second = `accueil@${hospital.domain}`;
    await changeSharedMailbox(services, chief.actor, { id, name: 'Accueil', address: second }, client);
    await closeSharedMailbox(services, chief.actor, id, client);
    await closeSharedMailbox(services, chief.actor, id, client);
    const [about, member] = [{ mailbox: address }, { mailbox: address, member: paul.actor.email }];
    const by = { actorAddress: chief.actor.email };
    expect(await trail(services, hospital.id)).toEqual([
      { event: 'MailboxCreated', ...by, detail: about },
      { event: 'MailboxRightsChanged', ...by, detail: { ...member, rightsBefore: '', rights: 'read,send' } },
      { event: 'MailboxRightsChanged', ...by, detail: { ...member, rightsBefore: 'read,send', rights: '' } },
      { event: 'MailboxChanged', ...by, detail: { ...about, renamed: true, addressAdded: second } },
      { event: 'MailboxClosed', ...by, detail: about },
    ]);
    expect(await findSharedMailbox(services, chief.actor, id)).toMatchObject({
      name: 'Accueil',
      addresses: [address, second],
      closedAt: expect.any(String),
      members: 0,
    });
  });

  it('is read by who was given it from the next request on, and by nobody from the request after it was taken', async () => {
    const { services, anne, paul, address, make, give } = await world();
    const { id } = await make();
    await give(id, paul, ['read']);
    const to = { ...paul, actor: { ...paul.actor, email: address } };
    const { recipients } = await sealLetter(services, anne, [{ who: to }]);
    const reference = recipients[address]?.reference ?? '';
    const reads = async () => {
      const actor = await now(services, paul);
      return [
        await codeOf(listEnvelopes(services, actor, { box: 'inbox', mailbox: id })),
        await codeOf(openEnvelope(services, { actor, client, reference })),
      ];
    };
    expect(await reads()).toEqual(['done', 'done']);
    const before = await now(services, paul);
    await give(id, paul, []);
    expect(await reads()).toEqual(['not-found', 'not-found']);
    // a request that was judged a moment before is judged again where it matters
    expect(await codeOf(openEnvelope(services, { actor: before, client, reference }))).toBe('not-found');
  });

  it('takes a right away after what its person has under way, never beside it', async () => {
    const { services, paul, make, give } = await world();
    const { id } = await make();
    await give(id, paul, ['read', 'send']);
    let taken = false;
    const taking = await services.db.$transaction(async (tx) => {
      const held = await holdActor(tx, await now(services, paul), new Date());
      const work = give(id, paul, []).then(() => {
        taken = true;
      });
      await tx.$executeRaw`SELECT pg_sleep(0.5)`;
      expect([taken, held.mailboxes.some((box) => box.id === id)]).toEqual([false, true]);
      return { work };
    });
    await taking.work;
    expect((await now(services, paul)).mailboxes.map((box) => box.id)).not.toContain(id);
  });

  it('changes one right at a time, however many change them at once, and none after it was closed', async () => {
    const { services, chief, anne, paul, make, give } = await world();
    const second = await addPerson(
      services,
      { id: chief.actor.organisationId, domain: chief.actor.email.replace(/.*@/, '') },
      'seconde',
      'administrator',
    );
    for (let race = 0; race < 5; race += 1) {
      const { id } = await make('Secrétariat', `course${race}@${chief.actor.email.replace(/.*@/, '')}`);
      const ends = await Promise.all([
        codeOf(give(id, anne, ['read'])),
        codeOf(give(id, anne, ['read', 'send'], second.actor)),
        codeOf(give(id, paul, ['manage'])),
        codeOf(give(id, chief, ['read'], second.actor)),
        codeOf(closeSharedMailbox(services, second.actor, id, client)),
      ]);
      expect(ends.filter((end) => !['done', 'conflict'].includes(end))).toEqual([]);
      const found = await services.db.mailbox.findUniqueOrThrow({
        where: { id },
        include: { members: true, addresses: true },
      });
      const entries = await services.db.auditEntry.findMany({
        where: { detail: { path: ['mailbox'], equals: found.addresses[0]?.address ?? '' } },
        orderBy: { id: 'asc' },
      });
      expect(entries.at(-1)?.event).toBe('MailboxClosed');
      expect(await codeOf(give(id, paul, ['read', 'send']))).toBe('conflict');
      expect(found.closedAt).not.toBeNull();
    }
  });
});

describe('who decides about a shared mailbox', () => {
  it('is an administrator of its organisation for all, who manages it for its members; forbidden looks like missing', async () => {
    const { services, anne, paul, chief, auditor, stranger, make, give } = await world();
    const { id } = await make();
    const manager = await addPerson(
      services,
      { id: chief.actor.organisationId, domain: chief.actor.email.replace(/.*@/, '') },
      'cadre',
    );
    await give(id, manager, ['manage']);
    await give(id, paul, ['read', 'send']);
    const nobody = '0198c0de-0000-7000-8000-000000000000';
    const deeds = async (who: Person, box: string) => {
      const actor = await now(services, who);
      return [
        await codeOf(findSharedMailbox(services, actor, box)),
        await codeOf(listMailboxMembers(services, actor, { id: box })),
        await codeOf(give(box, anne, ['read'], actor)),
        await codeOf(give(box, anne, [], actor)),
        await codeOf(changeSharedMailbox(services, actor, { id: box, name: 'Autre' }, client)),
      ];
    };
    const no = Array(5).fill('not-found');
    expect(await deeds(chief, id)).toEqual(Array(5).fill('done'));
    expect(await deeds(manager, id)).toEqual(['done', 'done', 'done', 'done', 'not-found']);
    for (const who of [paul, anne, auditor, stranger]) {
      expect(await deeds(who, id), who.actor.email).toEqual(no);
      expect(await deeds(who, nobody), who.actor.email).toEqual(no);
      expect(await codeOf(closeSharedMailbox(services, who.actor, id, client))).toBe('not-found');
    }
    expect(await codeOf(closeSharedMailbox(services, manager.actor, id, client))).toBe('not-found');
    const lists = (who: Person) =>
      now(services, who).then((actor) => listSharedMailboxes(services, actor, {}));
    expect((await lists(manager)).mailboxes.map((box) => box.id)).toEqual([id]);
    expect(await codeOf(lists(paul))).toBe('not-found');
    expect((await lists(stranger)).mailboxes).toEqual([]);
  });

  it('is never asked about a person’s own mailbox, whose letters no administrator can give away', async () => {
    const { services, chief, anne, give } = await world();
    const { mailboxId } = anne;
    const ends = [
      await codeOf(give(mailboxId, chief, ['read'])),
      await codeOf(changeSharedMailbox(services, chief.actor, { id: mailboxId, name: 'X' }, client)),
      await codeOf(closeSharedMailbox(services, chief.actor, mailboxId, client)),
      await codeOf(listMailboxMembers(services, chief.actor, { id: mailboxId })),
    ];
    expect(ends).toEqual(Array(4).fill('not-found'));
    expect(await services.db.mailboxMember.count({ where: { mailboxId } })).toBe(1);
  });

  it('gives rights to open accounts of the own organisation alone, never to an auditor', async () => {
    const { services, anne, auditor, stranger, make, give } = await world();
    const { id } = await make();
    await services.db.user.update({ where: { id: anne.actor.userId }, data: { closedAt: new Date() } });
    for (const who of [anne, auditor, stranger])
      expect(await codeOf(give(id, who, ['read'])), who.actor.email).toBe('no-colleague');
    expect(await services.db.mailboxMember.count({ where: { mailboxId: id } })).toBe(0);
  });
});

describe('the address of a shared mailbox', () => {
  it('lies in a domain of the organisation and is nobody’s yet; a guest’s becomes its own for what comes from now on', async () => {
    const { services, hospital, anne, make, stranger } = await world();
    const domain = hospital.domain;
    expect(await codeOf(make('X', `x@${stranger.actor.email.replace(/.*@/, '')}`))).toBe('address-outside');
    expect(await codeOf(make('X', anne.actor.email))).toBe('address-taken');
    expect(await codeOf(make('X', 'pas une adresse'))).toBe('address-invalid');
    const known = `deja@${domain}`;
    const guest = await guestMailbox(services.db, known);
    const { id } = await make('X', known);
    expect(
      (await services.db.mailboxAddress.findUniqueOrThrow({ where: { address: known } })).mailboxId,
    ).toBe(id);
    expect(await services.db.mailbox.count({ where: { id: guest } })).toBe(1);
    expect(await codeOf(make('Y', known))).toBe('address-taken');
  });

  it('is made once by two who ask at once', async () => {
    const { services, make, address } = await world();
    const ends = await Promise.all([codeOf(make()), codeOf(make()), codeOf(make())]);
    expect(ends.sort()).toEqual(['address-taken', 'address-taken', 'done']);
    expect(await services.db.mailbox.count({ where: { addresses: { some: { address } } } })).toBe(1);
  });
});

describe('a shared mailbox that is closed', () => {
  it('is read on, and neither written to nor from; its address is nobody else’s, and what looks for it says nobody has it', async () => {
    const { services, chief, anne, paul, address, make, give } = await world();
    const { id } = await make();
    await give(id, paul, ['read', 'send', 'manage']);
    const to = { ...paul, actor: { ...paul.actor, email: address } };
    const { recipients } = await sealLetter(services, anne, [{ who: to }]);
    const reference = recipients[address]?.reference ?? '';
    const judged = async () =>
      (await judgeAddressees(services, anne.actor, { mailbox: anne.mailboxId, addresses: [address] }))[0];
    expect(await judged()).toMatchObject({ mark: 'colleague' });
    await closeSharedMailbox(services, chief.actor, id, client);
    const actor = await now(services, paul);
    const box = { actor, mailboxId: id };
    const guest = [{ who: 'patiente@elsewhere.example' }];
    expect({
      list: await codeOf(listEnvelopes(services, actor, { box: 'inbox', mailbox: id })),
      open: await codeOf(openEnvelope(services, { actor, client, reference })),
      writesFrom: await codeOf(sealLetter(services, box, guest, { fromAddress: address })),
      writesTo: await codeOf(sealLetter(services, anne, [{ who: to }])),
      manages: await codeOf(listMailboxMembers(services, actor, { id })),
      gives: await codeOf(give(id, anne, ['read'])),
      renames: await codeOf(changeSharedMailbox(services, chief.actor, { id, name: 'X' }, client)),
      another: await codeOf(make('Y', address)),
      account: await codeOf(
        createMember(
          services,
          chief.actor,
          { email: address, displayName: 'X', role: 'member', locale: 'fr' },
          client,
        ),
      ),
    }).toEqual({
      list: 'done',
      open: 'done',
      writesFrom: 'not-found',
      writesTo: 'mailbox-closed',
      manages: 'not-found',
      gives: 'conflict',
      renames: 'conflict',
      another: 'address-taken',
      account: 'address-taken',
    });
    expect(await judged()).toMatchObject({ mark: 'outside', doubt: { kind: 'no-mailbox' } });
    await give(id, paul, []);
    expect((await now(services, paul)).mailboxes.map((one) => one.id)).not.toContain(id);
  });
});

describe('the list of shared mailboxes', () => {
  it('has each once over its pages, by name, also where many have one name; and finds by words of name and address', async () => {
    const { services, hospital, chief } = await world();
    await services.db.mailbox.createMany({
      data: Array.from({ length: 120 }, (_, n) => ({
        id: randomUUID(),
        organisationId: hospital.id,
        kind: 'shared',
        name: n < 60 ? 'Secrétariat' : `Service ${n}x`,
      })),
    });
    const all = await services.db.mailbox.findMany({
      where: { organisationId: hospital.id, kind: 'shared' },
    });
    await services.db.mailboxAddress.createMany({
      data: all.map(({ id }) => ({ address: `b${id}@${hospital.domain}`, mailboxId: id })),
    });
    const seen: string[] = [];
    let pages = 0;
    for (let cursor: string | undefined; pages < 5; pages += 1) {
      const page = await listSharedMailboxes(services, chief.actor, { cursor });
      seen.push(...page.mailboxes.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    expect([seen.length, new Set(seen).size, pages]).toEqual([120, 120, 2]);
    const find = async (search: string) =>
      (await listSharedMailboxes(services, chief.actor, { search })).mailboxes.map(({ name }) => name);
    expect(await find('service 118x')).toEqual(['Service 118x']);
    const last = all.find(({ name }) => name === 'Service 119x');
    expect(await find(`b${last?.id}`)).toEqual(['Service 119x']);
  });

  it('counts and lists the people who may do something now, over pages', async () => {
    const { services, hospital, chief, auditor, make } = await world();
    const { id } = await make();
    const now = new Date();
    const people = Array.from({ length: 60 }, (_, n) => ({
      id: randomUUID(),
      organisationId: hospital.id,
      email: `p${String(n).padStart(2, '0')}@${hospital.domain}`,
      displayName: `P ${n}`,
      closedAt: n === 59 ? now : null,
    }));
    await services.db.user.createMany({ data: people });
    const past = new Date(now.getTime() - 1_000);
    await services.db.mailboxMember.createMany({
      data: [
        ...people.map(({ id: userId }, n) => ({ mailboxId: id, userId, untilAt: n === 58 ? past : null })),
        { mailboxId: id, userId: auditor.actor.userId },
      ],
    });
    const first = await listMailboxMembers(services, chief.actor, { id });
    const second = await listMailboxMembers(services, chief.actor, { id, cursor: first.nextCursor ?? '' });
    const emails = [...first.members, ...second.members].map(({ email }) => email);
    expect(emails).toEqual(people.slice(0, 58).map(({ email }) => email));
    expect([first.members.length, second.nextCursor]).toEqual([50, null]);
    expect((await findSharedMailbox(services, chief.actor, id)).members).toBe(58);
  });
});
