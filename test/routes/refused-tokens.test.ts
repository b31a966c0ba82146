import { encode } from 'next-auth/jwt';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { POST as create, GET as list } from '../../app/api/access-tokens/route';
import { POST as exportAudit } from '../../app/api/audit/export/route';
import { GET as readAudit } from '../../app/api/audit/route';
import { POST as open } from '../../app/api/e/[reference]/open/route';
import { GET as status } from '../../app/api/envelopes/[id]/route';
import { GET as envelopes } from '../../app/api/envelopes/route';
import { GET as me } from '../../app/api/me/route';
import { PATCH as changeOrganisation } from '../../app/api/organisation/route';
import { GET as vaultKey } from '../../app/api/vault-key/route';
import { scopes } from '../../lib/access/scopes';
import { choosePassword } from '../../lib/auth/choose-password';
import { hashSecret, newLinkSecret } from '../../lib/auth/one-time-secret';
import { nextAuthSecret } from '../../lib/auth/session-cookie';
import { route } from '../../lib/http/route';
import { closeMember } from '../../lib/members/close-member';
import { endMemberSessions } from '../../lib/members/help-member';
import { makeToken, TokenProgram } from '../support/access-token';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import type { TestUser } from '../support/people';
import { asActor, sealLetter } from '../support/sealed-letter';
import { withTestServices } from '../support/services';
import { signedIn } from '../support/session-cookie';
import { codeOf, tokenRequest, withTokenHolders } from '../support/token-holders';

const database = withTestDatabase();
const pli = withTestServices(database);
const { people, program, newMember } = withTokenHolders(database, pli);
const nowhere = { address: null, agent: null };

describe('what a token cannot do', () => {
  const owner = () => program(people.member, scopes);

  test('make, list or revoke tokens, change the account or the organisation', async () => {
    const all = await owner();
    const chief = await program(people.chief, scopes);
    for (const [holder, module, method, json] of [
      [all, { POST: create }, 'POST', tokenRequest()],
      [all, { GET: list }, 'GET', undefined],
      [all, { GET: me }, 'GET', undefined],
      [chief, { PATCH: changeOrganisation }, 'PATCH', { locale: 'fr' }],
    ] as const) {
      expect(await codeOf(await holder.call(module, method, '/x', { json }))).toBe('403 scope-missing');
    }
  });

  test('add a right: a member’s audit scopes read no audit trail', async () => {
    const all = await owner();
    expect(await codeOf(await all.call({ GET: readAudit }, 'GET', '/x'))).toBe('404 not-found');
    const form = { body: 'format=csv', headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    expect(await codeOf(await all.call({ POST: exportAudit }, 'POST', '/x', form))).toBe('404 not-found');
  });

  test('reach another organisation’s envelope', async () => {
    const letter = await sealLetter(pli.services, people.foreigner, 'patient@example.org');
    const all = await owner();
    const sent = await all.call({ GET: status }, 'GET', '/x', { params: { id: letter.envelopeId } });
    expect(await codeOf(sent)).toBe('404 not-found');
    const params = { reference: letter.reference };
    expect(await codeOf(await all.call({ POST: open }, 'POST', '/x', { params }))).toBe('404 not-found');
  });

  test('work in a URL, a form field, another header or a cookie', async () => {
    const { token } = await makeToken(pli.services, people.member.id, scopes);
    const stranger = new BrowserPerson(pli.services.config.publicUrl);
    for (const path of [`/x?access_token=${token}&box=inbox`, `/x?token=${token}`]) {
      expect((await stranger.call({ GET: envelopes }, 'GET', path)).status).toBe(401);
    }
    for (const headers of [
      { 'x-api-key': token },
      { authorization: token },
      { authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` },
    ]) {
      expect(await codeOf(await stranger.call({ GET: vaultKey }, 'GET', '/x', { headers }))).toBe(
        '401 sign-in-required',
      );
    }
    stranger.cookies.set('pli-session', token);
    expect((await stranger.call({ GET: vaultKey }, 'GET', '/x')).status).toBe(401);
    const sid = token;
    const secret = nextAuthSecret(pli.services.keys);
    stranger.cookies.set('pli-session', await encode({ token: { sid }, secret }));
    expect((await stranger.call({ GET: vaultKey }, 'GET', '/x')).status).toBe(401);
    const { id } = await makeToken(pli.services, people.member.id, scopes);
    stranger.cookies.set('pli-session', await encode({ token: { sid: id }, secret }));
    expect((await stranger.call({ GET: vaultKey }, 'GET', '/x')).status).toBe(401);
  });
});

describe('a refused token', () => {
  const refusedAlike = async (holder: TokenProgram) => {
    const answer = await holder.call({ GET: vaultKey }, 'GET', '/x');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    const problem = (await answer.json()) as Record<string, unknown>;
    return JSON.stringify({ ...problem, requestId: '' });
  };
  const raw = (text: string) => new TokenProgram(pli.services.config.publicUrl, text);

  test('answers the same for unknown, misshapen, expired, revoked, and a closed account', async () => {
    const expired = await makeToken(pli.services, people.member.id, scopes);
    const past = { expiresAt: new Date(0) };
    await database.db.accessToken.update({ where: { id: expired.id }, data: past });
    const revoked = await makeToken(pli.services, people.member.id, scopes);
    const now = { revokedAt: new Date() };
    await database.db.accessToken.update({ where: { id: revoked.id }, data: now });
    const gone = await newMember('parti');
    const closed = await makeToken(pli.services, gone.id, scopes);
    await database.db.user.update({ where: { id: gone.id }, data: { closedAt: new Date() } });
    const answers = await Promise.all(
      [
        raw(`pli_${'A'.repeat(43)}`),
        raw('pli_short'),
        raw(''),
        raw('x'.repeat(5_000)),
        raw(expired.token),
        raw(revoked.token),
        raw(closed.token),
      ].map(refusedAlike),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('token-refused');
  });

  test('is never mended by a cookie: with both, the token alone counts', async () => {
    const person = await signedIn(pli.services, { userId: people.member.id });
    const bogus = { authorization: `Bearer pli_${'A'.repeat(43)}` };
    expect(await codeOf(await person.call({ GET: me }, 'GET', '/x', { headers: bogus }))).toBe(
      '401 token-refused',
    );
    const forged = { ...bogus, origin: 'https://evil.example' };
    const json = { locale: 'en' };
    const answer = await person.call({ PATCH: changeOrganisation }, 'PATCH', '/x', { json, headers: forged });
    expect(await codeOf(answer)).toBe('401 token-refused');
    const { token } = await makeToken(pli.services, people.member.id, ['envelopes:send']);
    const good = { authorization: `bearer ${token}`, origin: 'https://evil.example' };
    const both = await person.call({ GET: me }, 'GET', '/x', { headers: good });
    expect(await codeOf(both)).toBe('403 scope-missing');
  });

  test('of an account that is closed, reset by a mailed link, or helped by its administrator stays refused', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000);
    const session = { id: uuidv7(), userId: people.chief.id, expiresAt };
    await database.db.session.create({ data: session });
    const chief = { ...asActor(people.chief), sessionId: session.id, role: 'administrator' as const };
    const after = {
      closed: (user: TestUser) => closeMember(pli.services, chief, user.id, nowhere),
      helped: (user: TestUser) => endMemberSessions(pli.services, chief, user.id, nowhere),
      reset: async (user: TestUser) => {
        const [id, secret] = [uuidv7(), newLinkSecret()];
        const codeHash = new Uint8Array(hashSecret(pli.services.keys, id, secret));
        await database.db.oneTimeCode.create({
          data: { id, purpose: 'password_reset', address: user.email, codeHash, expiresAt },
        });
        const link = { token: `${id}.${secret}`, newPassword: 'chaise-orage-tambour-9' };
        await choosePassword(pli.services, link, nowhere);
      },
    };
    for (const [name, deed] of Object.entries(after)) {
      const user = await newMember(name);
      const { id, token } = await makeToken(pli.services, user.id, scopes);
      await deed(user);
      expect(await codeOf(await raw(token).call({ GET: vaultKey }, 'GET', '/x'))).toBe('401 token-refused');
      const row = await database.db.accessToken.findUniqueOrThrow({ where: { id } });
      expect(row.revokedAt).not.toBeNull();
    }
  });
});

test('requests are limited by token, apart from the person’s browser', async () => {
  const limited = {
    GET: route(
      { access: 'user', scope: 'audit:read', limit: { points: 2, seconds: 60, by: 'actor' } },
      async () => ({}),
    ),
  };
  const [first, second] = [
    await program(people.member, ['audit:read']),
    await program(people.member, ['audit:read']),
  ];
  const statuses = async (holder: Pick<TokenProgram, 'call'>) => {
    const seen: number[] = [];
    for (let n = 0; n < 3; n += 1) seen.push((await holder.call(limited, 'GET', '/limited-by-token')).status);
    return seen;
  };
  expect(await statuses(first)).toEqual([200, 200, 429]);
  expect(await statuses(second)).toEqual([200, 200, 429]);
  const browser = await signedIn(pli.services, { userId: people.member.id });
  expect((await browser.call(limited, 'GET', '/limited-by-token')).status).toBe(200);
});
