import { describe, expect, test } from 'vitest';
import { requestPasswordReset } from '../../lib/auth/request-password-reset';
import { signInWithPassword } from '../../lib/auth/sign-in-with-password';
import { withTestDatabase } from '../support/database';
import { withTestServices } from '../support/services';

const database = withTestDatabase();
const pli = withTestServices(database);
const client = { address: '192.0.2.44', agent: 'test' };
const browser = { client, previousSessionId: null };

describe('what was typed into the address field', () => {
  test('stands in the audit trail only where it is an address: a password typed there does not', async () => {
    for (const typed of ['Correct horse battery staple', 'mon-mot-de-passe@', 'Personne@Clinique.example']) {
      const tried = signInWithPassword(pli.services, { email: typed, password: 'x' }, browser);
      await expect(tried).rejects.toMatchObject({ code: 'sign-in-refused' });
      await requestPasswordReset(pli.services, { address: typed }, client, 'fr');
    }
    const entries = await database.db.auditEntry.findMany({ orderBy: { id: 'asc' } });
    expect(entries.map(({ event, actorAddress }) => [event, actorAddress])).toEqual([
      ['SignInFailed', null],
      ['PasswordResetRequested', null],
      ['SignInFailed', null],
      ['PasswordResetRequested', null],
      ['SignInFailed', 'personne@clinique.example'],
      ['PasswordResetRequested', 'personne@clinique.example'],
    ]);
  });
});
