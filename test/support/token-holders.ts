import { beforeAll } from 'vitest';
import type { Scope } from '../../lib/access/scopes';
import { makeToken, TokenProgram } from './access-token';
import type { TestDatabase } from './database';
import { goodPassword, makeOrganisation, makeUser, type TestUser } from './people';
import type { TestServices } from './services';

/** What a person asks for who makes an access token. */
export const tokenRequest = (name = 'nuit') => ({
  name,
  scopes: ['envelopes:send', 'audit:read'],
  expiresInDays: 30,
  currentPassword: goodPassword,
});

/** A status; of a refusal with its code: `403 scope-missing`, or `303 scope-missing` of a form that shows it on its page. */
export async function codeOf(answer: Response): Promise<number | string> {
  const shown = new URL(answer.headers.get('location') ?? '/', 'http://pli.test').searchParams.get('refused');
  if (shown !== null) return `${answer.status} ${shown}`;
  return answer.ok ? answer.status : `${answer.status} ${((await answer.json()) as { code: string }).code}`;
}

/** People who hold tokens: a member and an administrator of one organisation, a member of another. */
export function withTokenHolders(database: TestDatabase, pli: TestServices) {
  const people = {} as Record<'member' | 'chief' | 'foreigner', TestUser>; // filled below
  let address = 0;
  beforeAll(async () => {
    const { db } = database;
    const hospital = await makeOrganisation(db, 'hopital.example');
    people.member = await makeUser(db, hospital, 'laboratoire@hopital.example');
    people.chief = await makeUser(db, hospital, 'chef@hopital.example', 'administrator');
    const practice = await makeOrganisation(db, 'cabinet.example');
    people.foreigner = await makeUser(db, practice, 'medecin@cabinet.example');
  });
  return {
    people,
    /** A program with a token of its own, at an address of its own. */
    async program(user: TestUser, given: readonly Scope[]): Promise<TokenProgram & { id: string }> {
      const { id, token } = await makeToken(pli.services, user.id, given);
      address += 1;
      const { publicUrl } = pli.services.config;
      return Object.assign(new TokenProgram(publicUrl, token, `198.51.100.${address % 250}`), { id });
    },
    newMember: (name: string) =>
      makeUser(database.db, people.member.organisationId, `${name}@hopital.example`),
  };
}
