import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSavedFilter } from '../../lib/audit/explore/create-saved-filter';
import { createSavedFilterRequest } from '../../lib/audit/explore/saved-filter-wire';
import { changeDestination } from '../../lib/destinations/change-destination';
import { createDestination } from '../../lib/destinations/create-destination';
import { removeDestination } from '../../lib/destinations/remove-destination';
import { createDestinationRequest } from '../../lib/destinations/wire';
import { withTestDatabase } from '../support/database';
import { addOrganisation, addPerson, type Person, withTestServices } from '../support/sealed-world';

const client = { address: '192.0.2.7', agent: 'test' };
const webhook = createDestinationRequest.parse({
  kind: 'webhook',
  name: 'SIEM',
  settings: { url: 'https://siem.example/' },
});
const filter = createSavedFilterRequest.parse({
  name: 'mine',
  shared: false,
  choice: { period: 'today', from: '', until: '', day: '', person: '', envelope: '', events: [] },
});

describe('two requests at once', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let chief: Person;
  beforeEach(async () => {
    const hospital = await addOrganisation(made.services, 'CHU');
    chief = await addPerson(made.services, hospital, 'chef', 'administrator');
  });
  const actor = () => chief.actor;
  const create = () => createDestination(made.services, { actor: actor(), client, request: webhook });
  const codesOf = async (work: readonly Promise<unknown>[]) =>
    (await Promise.allSettled(work)).flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
  /** Connections of this database that wait for a lock. */
  const waiting = async () => {
    const [row] = await database.db.$queryRaw<{ waiting: bigint }[]>`
      SELECT count(DISTINCT l.pid) AS waiting FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE NOT l.granted AND a.datname = current_database()`;
    return Number(row?.waiting ?? 0);
  };
  /** Holds a row until all have begun to wait for it, so that they come at once whatever the machine does. */
  const atOnce = async (work: readonly (() => Promise<unknown>)[], table: string, id: string) => {
    let begun: Promise<string[]> = Promise.resolve([]);
    await database.db.$transaction(async (tx) => {
      await tx.$queryRawUnsafe(`SELECT id FROM ${table} WHERE id = $1::uuid FOR UPDATE`, id);
      let isOver = false;
      begun = codesOf(work.map((one) => one())).finally(() => {
        isOver = true;
      });
      while (!isOver && (await waiting()) < work.length) await pause(5);
    });
    return begun;
  };

  test('that remove one destination, or change one that is removed: the later is answered as where there is none', async () => {
    const { id } = await create();
    const remove = () => removeDestination(made.services, { actor: actor(), client, id });
    expect(await atOnce([remove, remove, remove], 'audit_destinations', id)).toEqual([
      'not-found',
      'not-found',
    ]);
    const { id: other } = await create();
    const change = () =>
      changeDestination(made.services, { actor: actor(), client, id: other, change: { name: 'x' } });
    await removeDestination(made.services, { actor: actor(), client, id: other });
    expect(await codesOf([change()])).toEqual(['not-found']);
    expect(await database.db.auditEntry.count({ where: { event: 'AuditDestinationRemoved' } })).toBe(2);
  });

  test('for the last free place of destinations: one gets it', async () => {
    for (let n = 0; n < 19; n++) await create();
    const { organisationId } = actor();
    expect(await atOnce([create, create], 'organisations', organisationId)).toEqual([
      'too-many-destinations',
    ]);
    expect(await database.db.auditDestination.count({ where: { organisationId } })).toBe(20);
  });

  test('for the last free place of saved filters: one gets it', async () => {
    const save = () => createSavedFilter(made.services, actor(), filter);
    for (let n = 0; n < 99; n++) await save();
    const { userId } = actor();
    expect(await atOnce([save, save], 'users', userId)).toEqual(['conflict']);
    expect(await database.db.auditSavedFilter.count({ where: { ownerUserId: userId } })).toBe(100);
  });
});
