import { describe, expect, test } from 'vitest';
import { countEntries } from '../../lib/audit/explore/count-entries';
import { type AuditItem, auditCountsRequest, auditQuery } from '../../lib/audit/explore/wire';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import { auditClient as client, withAuditTrail } from '../support/audit-world';
import { withTestDatabase } from '../support/database';
import { type Person, sealLetter } from '../support/sealed-world';

describe('the audit trail', () => {
  const database = withTestDatabase();
  const trail = withAuditTrail(database);
  const { people, envelopeId, made, read, readAll, file } = trail;
  const numbers = (items: AuditItem[]) =>
    items.map((item) => item.detail.n).filter((n) => typeof n === 'number');

  test('pages go through everything once, newest first, whatever is added meanwhile', async () => {
    const first = await read(people.auditor);
    await database.db.$transaction((tx) =>
      appendEntry(tx, {
        event: 'SignedOut',
        actor: people.member.actor,
        client,
        organisationIds: [trail.hospitalId],
      }),
    );
    const items = [...first.items];
    let cursor = first.nextCursor;
    while (cursor) {
      const page = await read(people.auditor, { cursor });
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(numbers(items)).toEqual(Array.from({ length: 120 }, (_, n) => 119 - n));
    expect(new Set(items.map((item) => item.id)).size).toBe(items.length);
  });

  test('each filter, and all together, show what fits and nothing else', async () => {
    expect(numbers(await readAll(people.administrator, { event: 'SignedIn' }))).toEqual(
      numbers(await readAll(people.administrator)).filter((n) => Number(n) % 2 === 1),
    );
    expect(
      numbers(await readAll(people.administrator, { envelope: envelopeId })).every(
        (n) => Number(n) % 5 === 0,
      ),
    ).toBe(true);
    expect(
      numbers(
        await readAll(people.administrator, { person: ` ${people.stranger.actor.email.toUpperCase()} ` }),
      ),
    ).toHaveLength(40);
    const [newest] = numbers(
      await readAll(people.administrator, {
        envelope: envelopeId,
        event: 'SignedIn',
        person: people.member.actor.email,
      }),
    );
    expect(newest).toBe(115);
    const middle = (await readAll(people.administrator, { event: 'SignedIn' }))[20]?.occurredAt ?? '';
    const [from, to] = await Promise.all([
      readAll(people.administrator, { from: middle }),
      readAll(people.administrator, { to: middle }),
    ]);
    expect(numbers(from).length + numbers(to).length).toBe(120);
    expect(from.every((item) => item.occurredAt >= middle)).toBe(true);
    expect(to.every((item) => item.occurredAt < middle)).toBe(true);
  });

  test('several events are one filter: what fits any of them, in one order, whatever else is asked for', async () => {
    const both = { event: 'SignedIn,ContentHandover,SignedIn' };
    expect(numbers(await readAll(people.auditor, both))).toEqual(
      Array.from({ length: 120 }, (_, n) => 119 - n),
    );
    expect(numbers(await readAll(people.auditor, { ...both, order: 'oldest-first' }))).toEqual(
      Array.from({ length: 120 }, (_, n) => n),
    );
    const person = people.member.actor.email;
    expect(numbers(await readAll(people.auditor, { ...both, person, envelope: envelopeId }))).toEqual(
      numbers(await readAll(people.auditor)).filter((n) => Number(n) % 3 > 0 && Number(n) % 5 === 0),
    );
    expect(auditQuery.safeParse({ event: 'SignedIn,Nothing' }).success).toBe(false);
  });

  test('counts agree with the list of the same filter, for the own organisation only, and are noted with it', async () => {
    const counted = (who: Person, query: Record<string, string>) => {
      const { zone, ...filter } = auditCountsRequest.parse({ zone: 'Europe/Paris', ...query });
      return countEntries(made.services, { actor: who.actor, client, filter, zone });
    };
    for (const query of [
      {},
      { event: 'SignedIn' },
      { event: 'SignedIn,ContentHandover', envelope: envelopeId },
    ]) {
      const listed = await readAll(people.stranger, query);
      const { counts, unit, countedFrom } = await counted(people.stranger, query);
      expect(unit).toBe('hour');
      expect(countedFrom).toBeNull();
      const sums = new Map<string, number>();
      for (const { event, entries } of counts) sums.set(event, (sums.get(event) ?? 0) + entries);
      const expected = new Map<string, number>();
      for (const { event } of listed) expected.set(event, (expected.get(event) ?? 0) + 1);
      expect(sums).toEqual(expected);
    }
    const looks = () =>
      database.db.auditEntry.count({
        where: { event: 'AuditRead', actorAddress: people.auditor.actor.email },
      });
    await counted(people.auditor, { person: 'compte@chu.example' });
    const before = await looks();
    await read(people.auditor, { person: 'compte@chu.example', order: 'oldest-first' });
    await counted(people.auditor, { person: 'compte@chu.example' });
    expect(await looks()).toBe(before);
    await expect(counted(people.member, {})).rejects.toMatchObject({ code: 'not-found' });
    expect(auditCountsRequest.safeParse({ zone: 'Mars/Phobos' }).success).toBe(false);
  });

  test('a person is found as the one who acted and as the one it is about', async () => {
    const letter = await sealLetter(made.services, people.member, [{ who: 'patiente@exterieur.example' }]);
    const recipientId = letter.recipients['patiente@exterieur.example']?.id ?? '';
    await database.db.$transaction((tx) =>
      appendEntry(tx, {
        event: 'ConsignmentNotification',
        actor: { kind: 'system' },
        client: null,
        organisationIds: [trail.hospitalId],
        envelopeId: letter.envelopeId,
        recipientId,
      }),
    );
    const found = (await readAll(people.auditor, { person: 'patiente@exterieur.example' })).filter(
      (item) => item.event !== 'AuditRead',
    );
    expect(found).toMatchObject([
      {
        event: 'ConsignmentNotification',
        actorKind: 'system',
        recipientAddress: 'patiente@exterieur.example',
        envelopeId: letter.envelopeId,
      },
    ]);
  });

  test("an organisation sees its own entries and never another's", async () => {
    expect(numbers(await readAll(people.stranger))).toEqual(
      Array.from({ length: 12 }, (_, n) => 110 - 10 * n),
    );
    expect(await file(people.stranger, 'jsonl')).not.toContain('"n":111');
  });

  test('a member without such a role is answered as if there were no audit trail', async () => {
    await expect(read(people.member)).rejects.toMatchObject({ code: 'not-found' });
    await expect(file(people.member, 'csv')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('that somebody looked, and for whom, is an entry: one a person, filter and hour; an export always is', async () => {
    await read(people.auditor, { person: 'quelqu.un@chu.example' });
    await read(people.auditor, { person: 'quelqu.un@chu.example' });
    await file(people.auditor, 'csv', { event: ['SignedIn', 'SignedOut'] });
    const looked = await database.db.auditEntry.findMany({
      where: { event: { in: ['AuditRead', 'AuditExported'] }, actorAddress: people.auditor.actor.email },
    });
    expect(looked.filter((entry) => JSON.stringify(entry.detail).includes('quelqu.un'))).toHaveLength(1);
    expect(
      looked.filter((entry) => entry.event === 'AuditExported').map((entry) => entry.detail),
    ).toMatchObject([{ format: 'csv', event: 'SignedIn,SignedOut' }]);
  });

  test.each(['x', '1', '1.', '.1', '1.1.1', "1.1'; DROP TABLE audit_entries", '9'.repeat(40)])(
    'a cursor of any other shape is refused: %j',
    (cursor) => {
      expect(auditQuery.safeParse({ cursor }).success).toBe(false);
    },
  );

  test('unknown filters, events and times are refused', () => {
    for (const query of [
      { organisation: trail.hospitalId },
      { event: 'Nothing' },
      { from: 'yesterday' },
      { envelope: '1' },
      { person: ['a', 'b'] },
    ]) {
      expect(auditQuery.safeParse(query).success, JSON.stringify(query)).toBe(false);
    }
  });
});
