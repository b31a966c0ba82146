import { describe, expect, test } from 'vitest';
import { DELETE as revoke } from '../../app/api/access-tokens/[id]/route';
import { POST as create, GET as list } from '../../app/api/access-tokens/route';
import { POST as open } from '../../app/api/e/[reference]/open/route';
import { GET as vaultKey } from '../../app/api/vault-key/route';
import { scopes } from '../../lib/access/scopes';
import { hashToken } from '../../lib/access-tokens/token-secret';
import type { AccessTokensAnswer, CreateAccessTokenAnswer } from '../../lib/access-tokens/wire';
import { AppError } from '../../lib/errors';
import { errorSentence } from '../../lib/http/problem';
import type { RouteHandler } from '../../lib/http/route';
import { makeToken, TokenProgram } from '../support/access-token';
import { appFiles } from '../support/app-files';
import { withTestDatabase } from '../support/database';
import { sealLetter } from '../support/sealed-letter';
import { withTestServices } from '../support/services';
import { signedIn } from '../support/session-cookie';
import { codeOf, tokenRequest, withTokenHolders } from '../support/token-holders';

const database = withTestDatabase();
const pli = withTestServices(database);
const { people, program, newMember } = withTokenHolders(database, pli);

describe('an access token', () => {
  test('is shown once, stored as a keyed hash only, listed, noted in the trail, and revoked for good', async () => {
    const person = await signedIn(pli.services, { userId: people.member.id });
    const made = await person.call({ POST: create }, 'POST', '/x', { json: tokenRequest() });
    expect(made.status).toBe(201);
    const { token, id } = (await made.json()) as CreateAccessTokenAnswer;
    expect(token).toMatch(/^pli_[A-Za-z0-9_-]{43}$/);
    const row = await database.db.accessToken.findUniqueOrThrow({ where: { id } });
    expect(Buffer.from(row.secretHash)).toEqual(hashToken(pli.services.keys, token));
    expect(JSON.stringify(row)).not.toContain(token.slice(4));

    const listed = async () =>
      ((await (await person.call({ GET: list }, 'GET', '/x')).json()) as AccessTokensAnswer).tokens;
    expect(await listed()).toMatchObject([{ id, name: 'nuit', scopes: ['envelopes:send', 'audit:read'] }]);
    expect(JSON.stringify(await listed())).not.toContain(token.slice(4));

    const used = new TokenProgram(pli.services.config.publicUrl, token);
    expect((await used.call({ GET: vaultKey }, 'GET', '/x')).status).toBe(200);
    expect((await listed())[0]?.lastUsedAt).not.toBeNull();
    expect((await person.call({ DELETE: revoke }, 'DELETE', '/x', { params: { id } })).status).toBe(204);
    expect(await codeOf(await used.call({ GET: vaultKey }, 'GET', '/x'))).toBe('401 token-refused');
    expect(await listed()).toEqual([]);

    const entries = await database.db.auditEntry.findMany({
      where: { event: { startsWith: 'AccessToken' }, actorId: people.member.id },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ event }) => event)).toEqual(['AccessTokenCreated', 'AccessTokenRevoked']);
    expect(entries[0]?.detail).toMatchObject({ token: id, scopes: 'envelopes:send audit:read' });
    expect(JSON.stringify(entries.map(({ detail }) => detail))).not.toContain(token.slice(4));
  });

  test('needs the password once more, a known scope and at most a year', async () => {
    const user = await newMember('hesitant');
    const person = await signedIn(pli.services, { userId: user.id });
    const post = async (change: object) =>
      codeOf(await person.call({ POST: create }, 'POST', '/x', { json: { ...tokenRequest(), ...change } }));
    expect(await post({ expiresInDays: 366 })).toBe('400 bad-request');
    expect(await post({ scopes: ['members:manage'] })).toBe('400 bad-request');
    expect(await post({ scopes: [] })).toBe('400 bad-request');
    expect(await post({ currentPassword: 'faux' })).toBe('401 sign-in-refused');
    expect(await database.db.accessToken.count({ where: { userId: user.id } })).toBe(0);
  });

  test('is one of twenty at most, however many are asked for at once', async () => {
    const user = await newMember('avide');
    for (let n = 0; n < 19; n += 1) await makeToken(pli.services, user.id, ['audit:read']);
    const person = await signedIn(pli.services, { userId: user.id });
    const make = async () =>
      codeOf(await person.copy().call({ POST: create }, 'POST', '/x', { json: tokenRequest() }));
    // The pause between two tries of a password lets no third one through at once.
    expect((await Promise.all([make(), make()])).sort()).toEqual([201, '409 too-many-tokens']);
  });

  test('says that it was used at most once a minute', async () => {
    const used = await program(people.member, ['envelopes:send']);
    const lastUsed = async () =>
      (await database.db.accessToken.findUniqueOrThrow({ where: { id: used.id } })).lastUsedAt?.getTime();
    await used.call({ GET: vaultKey }, 'GET', '/x');
    const first = await lastUsed();
    await used.call({ GET: vaultKey }, 'GET', '/x');
    expect(await lastUsed()).toBe(first);
    pli.later(61_000);
    await used.call({ GET: vaultKey }, 'GET', '/x');
    expect(await lastUsed()).toBeGreaterThan(first ?? 0);
  });

  test('is refused in the language of its request, and in its owner’s where the request names none of ours', async () => {
    const holder = await program(people.member, ['envelopes:read']); // whose own language is French
    const refusal = async (headers: Record<string, string>) => {
      const answer = await holder.call({ GET: list }, 'GET', '/x', { headers });
      return ((await answer.json()) as { title: string }).title;
    };
    const english = errorSentence(new AppError('scope-missing', { detail: { scope: '' } }), 'en');
    const french = errorSentence(new AppError('scope-missing', { detail: { scope: '' } }), 'fr');
    expect(await refusal({ 'accept-language': 'en-GB,en;q=0.9', cookie: 'pli-locale=fr' })).toBe(english);
    expect(await refusal({ 'accept-language': 'fr' })).toBe(french);
    expect(await refusal({ 'accept-language': 'de', cookie: 'pli-locale=en' })).toBe(french);
    expect(await refusal({})).toBe(french);
  });

  test('acts as its owner, and the audit entry names it', async () => {
    const letter = await sealLetter(pli.services, people.foreigner, people.member.email);
    const reader = await program(people.member, ['envelopes:open']);
    const params = { reference: letter.reference };
    expect((await reader.call({ POST: open }, 'POST', '/x', { params })).status).toBe(200);
    const entry = await database.db.auditEntry.findFirstOrThrow({
      where: { event: 'ContentHandover', envelopeId: letter.envelopeId },
    });
    expect(entry).toMatchObject({ actorId: people.member.id, detail: { token: reader.id } });
  });
});

describe('every route against every scope', () => {
  test('a token is let past the door exactly where its scope is declared, and nowhere without one', async () => {
    const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
    const holders = await Promise.all(
      scopes.map(async (scope) => ({ scope, holder: await program(people.member, [scope]) })),
    );
    const wrong: string[] = [];
    const open: Record<string, string[]> = {};
    for (const { file, url } of appFiles('route.ts')) {
      const module = (await import(/* @vite-ignore */ file)) as Partial<Record<string, RouteHandler>>; // Next's exports
      for (const method of methods) {
        const handler = module[method];
        // next-auth's own routes know no token: they read the cookie only, and are no route() of ours
        if (handler?.spec === undefined) continue;
        const declared = [handler.spec.scope ?? []].flat();
        if (declared.length > 0) open[`${method} ${url}`] = declared;
        for (const { scope, holder } of holders) {
          const answer = await holder.call({ [method]: handler }, method, `${url}#${scope}`);
          const refused = / scope-missing$/.test(String(await codeOf(answer)));
          if (refused === declared.includes(scope)) wrong.push(`${method} ${url} with ${scope}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    // What may change only on purpose: what a token can reach at all.
    expect(open).toMatchSnapshot();
  });
});
