import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { answerPasswordReset } from '../../lib/auth/answer-password-reset';
import { requestPasswordReset } from '../../lib/auth/request-password-reset';
import type { Services } from '../../lib/services';
import { withTestDatabase } from '../support/database';
import { addOrganisation, addPerson, sealLetter, withTestServices } from '../support/sealed-world';

const under = withTestServices(withTestDatabase());

/** The same services, whose every operation on the database is noted, raw statements with their text. */
function noting(services: Services): { noted: string[]; services: Services } {
  const noted: string[] = [];
  const db = services.db.$extends({
    query: {
      $allOperations({ model, operation, args, query }) {
        const raw = args as { strings?: readonly string[] } | readonly [string];
        const text = 'strings' in raw ? raw.strings?.join('?') : Array.isArray(raw) ? raw[0] : '';
        noted.push(`${model ?? ''} ${operation} ${text ?? ''}`);
        return query(args);
      },
    },
  });
  return { noted, services: { ...services, db: db as unknown as Services['db'] } }; // the same methods, each noted
}

test('a forgotten password is the same work for a member, a guest and nobody; what differs is done by the worker', async () => {
  const { services } = under;
  const hospital = await addOrganisation(services, 'CHU');
  const anne = await addPerson(services, hospital, 'anne');
  const guest = `guest@${uuidv7()}.example`;
  await sealLetter(services, anne, [{ who: guest }]);
  const people = { member: anne.actor.email, guest, nobody: `nobody@${uuidv7()}.example` };
  const work: Record<string, string[]> = {};
  const mailed: Record<string, string[]> = {};
  for (const [who, address] of Object.entries(people)) {
    const { noted, services: watched } = noting(services);
    const client = { address: `2001:db8::${Object.keys(work).length + 1}`, agent: null };
    await requestPasswordReset(watched, { address }, client, 'fr');
    work[who] = noted;
    const jobs = () => services.db.$queryRaw<{ name: string }[]>`
      SELECT name FROM pgboss.job WHERE name IN ('send-code', 'no-password', 'password-reset') ORDER BY name`;
    const before = (await jobs()).length;
    const asked = { requestId: uuidv7(), address, locale: 'fr' as const };
    await answerPasswordReset(services, asked);
    await answerPasswordReset(services, asked); // its worker was killed before it could say that it was done
    const names = (await jobs()).map(({ name }) => name);
    mailed[who] = [`${names.length - before} more`, ...new Set(names)];
  }
  expect(work.member?.length).toBeGreaterThan(4);
  expect(work.guest).toEqual(work.member);
  expect(work.nobody).toEqual(work.member);
  expect(mailed).toEqual({
    member: ['1 more', 'password-reset', 'send-code'],
    guest: ['1 more', 'no-password', 'password-reset', 'send-code'],
    nobody: ['0 more', 'no-password', 'password-reset', 'send-code'],
  });
});
