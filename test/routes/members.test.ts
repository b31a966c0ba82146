import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as me from '../../app/api/me/route';
import * as close from '../../app/api/members/[id]/close/route';
import * as endSessions from '../../app/api/members/[id]/end-sessions/route';
import * as invitation from '../../app/api/members/[id]/invitation/route';
import * as member from '../../app/api/members/[id]/route';
import * as unlock from '../../app/api/members/[id]/unlock/route';
import * as members from '../../app/api/members/route';
import * as searched from '../../app/api/members/search/route';
import * as confirm from '../../app/api/password-reset/confirm/route';
import { choosePassword } from '../../lib/auth/choose-password';
import { lockAfterTries } from '../../lib/auth/sign-in-attempts';
import type { MembersAnswer } from '../../lib/auth/wire';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { mailedSecret } from '../support/mailed-secret';
import { makeEnvelope, makeOrganisation, makeUser, type TestUser } from '../support/people';
import { withTestServices } from '../support/services';
import { signInWith } from '../support/sign-in';

const database = withTestDatabase();
const pli = withTestServices(database);
const newPassword = 'chaise-orage-tambour-3';
let number = 0;
let domain: string;
let organisationId: string;
let administrator: TestUser;
let desk: BrowserPerson;
let stranger: TestUser;

beforeAll(async () => {
  stranger = await makeUser(
    database.db,
    await makeOrganisation(database.db, 'ailleurs.example'),
    'elle@ailleurs.example',
  );
});

beforeEach(async () => {
  domain = `clinique${++number}.example`;
  organisationId = await makeOrganisation(database.db, domain);
  administrator = await makeUser(database.db, organisationId, `chef@${domain}`, 'administrator');
  desk = new BrowserPerson();
  await signInWith(desk, administrator);
});

type PerMember = Parameters<BrowserPerson['call']>[0];
const act = (module: PerMember, name: string, id: string, by = desk) =>
  by.call(module, 'POST', `/api/members/${id}/${name}`, { params: { id } });
const create = (json: object) => desk.call(members, 'POST', '/api/members', { json });
const list = async (query = ''): Promise<MembersAnswer> =>
  (await (await desk.call(members, 'GET', `/api/members${query}`)).json()) as MembersAnswer;
const search = async (words: string): Promise<MembersAnswer> =>
  (await (
    await desk.call(searched, 'POST', '/api/members/search', { json: { search: words } })
  ).json()) as MembersAnswer;
const codeOf = async (response: Response) => ((await response.json()) as { code?: string }).code;

describe('an administrator', () => {
  test('sees when somebody was here last, also after the session has ended', async () => {
    const user = await makeUser(database.db, organisationId, `partie@${domain}`);
    const browser = new BrowserPerson();
    await signInWith(browser, user);
    await act(endSessions, 'end-sessions', user.id);
    const [found] = (await search(`partie@${domain}`)).members;
    expect(found).toMatchObject({ sessions: 0 });
    expect(Date.parse(found?.lastSeenAt ?? '')).toBeGreaterThan(0);
  });

  test('invites a member, who chooses a password by the mailed link and has a mailbox', async () => {
    const email = `nouvelle@${domain}`;
    const created = await create({
      email: ` Nouvelle@${domain}`,
      displayName: 'Dr Nouvelle',
      role: 'member',
    });
    expect(created.status).toBe(201);
    expect((await list()).members.find((each) => each.email === email)).toMatchObject({
      state: 'invited',
      role: 'member',
    });
    const { token } = await mailedSecret(pli.services, email);
    const chosen = await new BrowserPerson().call(confirm, 'POST', '/x', { json: { token, newPassword } });
    expect(chosen.status).toBe(204);
    expect((await signInWith(new BrowserPerson(), { email, password: newPassword })).status).toBe(200);
    expect((await list()).members.find((each) => each.email === email)).toMatchObject({
      state: 'active',
      sessions: 1,
    });
    const mailbox = await database.db.mailbox.findFirstOrThrow({
      where: { addresses: { some: { address: email } } },
    });
    expect(mailbox).toMatchObject({ organisationId, kind: 'personal', name: 'Dr Nouvelle' });
  });

  test('gives a new member what her address had received as a guest, once she has proved it', async () => {
    const email = `ancienne@${domain}`;
    const { recipientId } = await makeEnvelope(database.db, stranger, { address: email });
    await create({ email, displayName: 'Ancienne', role: 'member' });
    const place = async () =>
      (
        await database.db.recipient.findUniqueOrThrow({
          where: { id: recipientId },
          include: { mailbox: true },
        })
      ).mailbox;
    expect(await place()).toMatchObject({ organisationId: null, kind: 'guest', name: email });
    const { token } = await mailedSecret(pli.services, email);
    await choosePassword(pli.services, { token, newPassword }, { address: null, agent: null });
    expect(await place()).toMatchObject({ organisationId, name: 'Ancienne' });
  });

  test('cannot open an account at an address outside the organisation’s domains, to get what others were sent', async () => {
    for (const email of ['victime@example.org', 'elle@ailleurs.example', `x@sous.${domain}`]) {
      expect(await codeOf(await create({ email, displayName: 'X', role: 'member' }))).toBe('address-outside');
    }
    expect(
      await codeOf(await create({ email: `x@evil.example x@${domain}`, displayName: 'X', role: 'member' })),
    ).toBe('address-invalid');
  });

  test('cannot open the same address twice, also not at once', async () => {
    const person = { email: `double@${domain}`, displayName: 'Double', role: 'member' };
    const answers = await Promise.all([create(person), create(person), create(person)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await codeOf(await create({ ...person, email: administrator.email }))).toBe('address-taken');
  });

  test('closes an account: its sessions end at once, its links are spent, and it cannot sign in', async () => {
    const user = await makeUser(database.db, organisationId, `partant@${domain}`);
    const browser = new BrowserPerson();
    await signInWith(browser, user);
    await act(invitation, 'invitation', user.id);
    const { token } = await mailedSecret(pli.services, user.email);
    expect((await act(close, 'close', user.id)).status).toBe(204);
    expect((await browser.call(me, 'GET', '/api/me')).status).toBe(401);
    expect((await signInWith(new BrowserPerson(), user)).status).toBe(401);
    expect(
      (await new BrowserPerson().call(confirm, 'POST', '/x', { json: { token, newPassword } })).status,
    ).toBe(410);
    expect((await act(close, 'close', user.id)).status).toBe(204);
    expect(await codeOf(await act(invitation, 'invitation', user.id))).toBe('conflict');
    const events = await database.db.auditEntry.findMany({
      where: { event: 'AccountClosed', actorId: administrator.id },
    });
    expect(events).toHaveLength(1);
  });

  test('unlocks an account that wrong passwords locked', async () => {
    const user = await makeUser(database.db, organisationId, `bloquee@${domain}`);
    for (let n = 0; n <= lockAfterTries; n += 1) {
      await signInWith(new BrowserPerson(), { email: user.email, password: 'faux' });
      await database.db.rateLimiterFlexible.deleteMany({ where: { key: { startsWith: 'sign-in-pause' } } });
    }
    expect((await list()).members.find(({ id }) => id === user.id)?.state).toBe('locked');
    expect((await act(unlock, 'unlock', user.id)).status).toBe(204);
    expect((await list()).members.find(({ id }) => id === user.id)?.state).toBe('active');
    expect((await signInWith(new BrowserPerson(), user)).status).toBe(200);
  });

  test('ends the sessions of an account', async () => {
    const user = await makeUser(database.db, organisationId, `perdu@${domain}`);
    const browser = new BrowserPerson();
    await signInWith(browser, user);
    expect((await act(endSessions, 'end-sessions', user.id)).status).toBe(204);
    expect((await browser.call(me, 'GET', '/api/me')).status).toBe(401);
  });

  test('changes a role, effective in the member’s next request', async () => {
    const user = await makeUser(database.db, organisationId, `promue@${domain}`);
    const browser = new BrowserPerson();
    await signInWith(browser, user);
    expect((await browser.call(members, 'GET', '/api/members')).status).toBe(404);
    const json = { role: 'administrator' };
    await desk.call(member, 'PATCH', '/api/members/x', { params: { id: user.id }, json });
    expect((await browser.call(members, 'GET', '/api/members')).status).toBe(200);
  });

  test('cannot close or demote the last one, also when two try at once', async () => {
    expect(await codeOf(await act(close, 'close', administrator.id))).toBe('last-administrator');
    const second = await makeUser(database.db, organisationId, `adjoint@${domain}`, 'administrator');
    const otherDesk = new BrowserPerson();
    await signInWith(otherDesk, second);
    const answers = await Promise.all([
      act(close, 'close', second.id, desk),
      act(close, 'close', administrator.id, otherDesk),
    ]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const left = { organisationId, role: 'administrator', closedAt: null } as const;
    expect(await database.db.user.count({ where: left })).toBe(1);
  });

  test('finds accounts by name or address, a page at a time', async () => {
    await database.db.user.createMany({
      data: Array.from({ length: 120 }, (_, n) => ({
        id: crypto.randomUUID(),
        organisationId,
        email: `p${String(n).padStart(3, '0')}@${domain}`,
        displayName: n === 77 ? 'Éléonore Dupont' : `Personne ${n}`,
      })),
    });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: MembersAnswer = await list(cursor === '' ? '' : `?cursor=${cursor}`);
      seen.push(...page.members.map(({ email }) => email));
      cursor = page.nextCursor;
    }
    expect(seen).toHaveLength(121);
    expect(new Set(seen).size).toBe(121);
    expect((await search('dupont')).members.map(({ email }) => email)).toEqual([`p077@${domain}`]);
    expect((await search('p01')).members).toHaveLength(10);
  });
});

describe('another organisation’s administrator', () => {
  test('sees no account and changes none: the answer is that of an id that does not exist', async () => {
    const user = await makeUser(database.db, organisationId, `ici@${domain}`);
    const elsewhere = await makeUser(
      database.db,
      stranger.organisationId,
      `chef${number}@ailleurs.example`,
      'administrator',
    );
    const foreign = new BrowserPerson();
    await signInWith(foreign, elsewhere);
    const missing = crypto.randomUUID();
    for (const id of [user.id, missing]) {
      for (const [module, name] of [
        [close, 'close'],
        [unlock, 'unlock'],
        [endSessions, 'end-sessions'],
        [invitation, 'invitation'],
      ] as const) {
        const answer = await act(module, name, id, foreign);
        expect([answer.status, await codeOf(answer)]).toEqual([404, 'not-found']);
      }
      const changed = await foreign.call(member, 'PATCH', '/x', {
        params: { id },
        json: { role: 'auditor' },
      });
      expect(changed.status).toBe(404);
    }
    expect(await database.db.user.findUniqueOrThrow({ where: { id: user.id } })).toMatchObject({
      closedAt: null,
      role: 'member',
    });
  });
});
