import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { readPage } from '../../lib/audit/explore/read-page';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import { asAppError } from '../../lib/http/problem';
import { openEnvelope } from '../../lib/open/open-envelope';
import { integrateAll } from '../../lib/transparency-log/integrate-entries';
import { withTestDatabase } from '../support/database';
import { asSuperuser } from '../support/database-template';
import { contradictions, raceOnLetters } from '../support/race-letter';
import {
  addGuest,
  addOrganisation,
  addPerson,
  type Person,
  sealLetter,
  withTestServices,
} from '../support/sealed-world';

const client = { address: '192.0.2.9', agent: 'test' };

describe('time and the order of the log', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let anne: Person;
  beforeAll(async () => {
    anne = await addPerson(made.services, await addOrganisation(made.services, 'Hôpital'), 'anne');
  });

  test('of one envelope are the same, across envelopes at most two seconds apart: 20 races of open, report, unblock', async () => {
    for (let race = 0; race < 20; race += 1) {
      const entries = await raceOnLetters(made.services, anne);
      expect(entries.length).toBeGreaterThan(12);
      expect(contradictions(entries)).toEqual([]);
    }
  });

  test('an entry that waited for its envelope has the time at which it was appended, not at which it began to wait', async () => {
    const guest = await addGuest(made.services, 'attente@ailleurs.example');
    const letter = await sealLetter(made.services, anne, [{ who: guest.address }]);
    const reference = letter.recipients[guest.address]?.reference ?? '';
    let opening: Promise<unknown> = Promise.resolve();
    let released = new Date();
    await database.db.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT FROM envelopes WHERE id = ${letter.envelopeId}::uuid FOR UPDATE`;
      opening = openEnvelope(made.services, { actor: guest, client, reference });
      await pause(700);
      const [now] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp()::timestamptz(3) AS now`;
      released = now?.now ?? released;
    });
    await opening;
    const entry = await database.db.auditEntry.findFirstOrThrow({
      where: { envelopeId: letter.envelopeId, event: 'ContentHandover' },
    });
    expect(entry.occurredAt.getTime()).toBeGreaterThanOrEqual(released.getTime());
    const recipient = await database.db.recipient.findFirstOrThrow({
      where: { envelopeId: letter.envelopeId },
    });
    expect(recipient.openedAt, 'the first opening has the time of its entry').toEqual(entry.occurredAt);
  });

  test('a transaction that does not end two seconds after its entry is ended by the database, and leaves none', async () => {
    const guest = await addGuest(made.services, 'lent@ailleurs.example');
    const letter = await sealLetter(made.services, anne, [{ who: guest.address }]);
    const slow = database.db.$transaction(async (tx) => {
      await appendEntry(tx, {
        event: 'LinkFetched',
        actor: { kind: 'anonymous' },
        client,
        organisationIds: [anne.actor.organisationId],
        envelopeId: letter.envelopeId,
      });
      await pause(3_000);
      await tx.$executeRaw`SELECT 1`;
    });
    const error = await slow.then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(asAppError(error).code).toBe('database-unavailable');
    const { envelopeId } = letter;
    expect(await database.db.auditEntry.count({ where: { envelopeId, event: 'LinkFetched' } })).toBe(0);
    // the connection is gone, the pool is not
    expect(await database.db.organisation.count()).toBeGreaterThan(0);
  });

  test('a clock that is set back turns neither an envelope’s history round nor the time of integration', async () => {
    const { db } = database;
    const letter = await sealLetter(made.services, anne, [{ who: 'x@ailleurs.example' }]);
    const append = () =>
      appendEntry(db, {
        event: 'LinkFetched',
        actor: { kind: 'anonymous' },
        client,
        organisationIds: [anne.actor.organisationId],
        envelopeId: letter.envelopeId,
      });
    const ahead = new Date(Date.now() + 3_600_000);
    await db.auditEntry.create({
      data: {
        occurredAt: ahead,
        event: 'LinkFetched',
        actorKind: 'anonymous',
        envelopeId: letter.envelopeId,
      },
    });
    expect(await append()).toEqual(ahead);
    await integrateAll(made.services);
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    await owner.query('ALTER TABLE log_checkpoints DISABLE TRIGGER USER');
    await owner.query(
      'UPDATE log_checkpoints SET created_at = $1 WHERE tree_size = (SELECT max(tree_size) FROM log_checkpoints)',
      [ahead],
    );
    await owner.query('ALTER TABLE log_checkpoints ENABLE TRIGGER USER');
    await owner.end();
    await append();
    await integrateAll(made.services);
    const newest = await db.logCheckpoint.findFirstOrThrow({ orderBy: { treeSize: 'desc' } });
    expect(newest.createdAt).toEqual(ahead);
  });

  test('in lists, entries of one moment stand as in the log, whichever was begun first; a page ends before what the next begins with', async () => {
    const auditor = await addPerson(
      made.services,
      await addOrganisation(made.services, 'Ordre'),
      'ordre',
      'auditor',
    );
    const entry = {
      event: 'SignedIn',
      actor: { kind: 'system' },
      client: null,
      organisationIds: [auditor.actor.organisationId],
    } as const;
    for (let n = 0; n < 2; n += 1) await appendEntry(database.db, entry);
    await integrateAll(made.services);
    const placed = await database.db.logLeaf.findMany({ orderBy: { index: 'desc' }, take: 2 });
    const [second, first] = placed.map(({ entryId }) => entryId);
    const moment = "timestamptz '2026-11-29 10:00:00.123Z'";
    const rows = `(SELECT entry_id FROM audit_visibility WHERE organisation_id = '${auditor.actor.organisationId}')`;
    await asSuperuser(
      database.ownerUrl,
      `SET session_replication_role = 'replica';
       UPDATE audit_entries SET occurred_at = ${moment} WHERE id IN ${rows};
       UPDATE audit_visibility SET occurred_at = ${moment} WHERE entry_id IN ${rows};
       -- as if the first had been begun first and committed second
       UPDATE log_leaves SET entry_id = -1 WHERE entry_id = ${first};
       UPDATE log_leaves SET entry_id = ${first} WHERE entry_id = ${second};
       UPDATE log_leaves SET entry_id = ${second} WHERE entry_id = -1`,
    );
    const inLog = await database.db.logLeaf.findMany({ orderBy: { index: 'desc' }, take: 2 });
    for (const [direction, wanted] of [
      ['newest-first', inLog],
      ['oldest-first', [...inLog].reverse()],
    ] as const) {
      const page = { direction, after: null, limit: 50 };
      const { items, last } = await readPage(database.db, auditor.actor.organisationId, {}, page);
      expect(items.map(({ id }) => id)).toEqual(wanted.map(({ entryId }) => String(entryId)));
      expect(await readPage(database.db, auditor.actor.organisationId, {}, { ...page, after: last })).toEqual(
        {
          items: [],
          last: null,
        },
      );
    }
  });

  test('the time of integration never falls', async () => {
    await integrateAll(made.services);
    const heads = await database.db.logCheckpoint.findMany({ orderBy: { treeSize: 'asc' } });
    expect(heads.length).toBeGreaterThan(2);
    const times = heads.map(({ createdAt }) => createdAt.getTime());
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});
