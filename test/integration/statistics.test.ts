import { v7 as uuidv7 } from 'uuid';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportStatistics } from '../../lib/statistics/export-statistics';
import { readStatistics } from '../../lib/statistics/read-statistics';
import { type StatisticsQuery, statisticsQuery } from '../../lib/statistics/wire';
import { withTestDatabase } from '../support/database';
import { fullRights } from '../support/mailboxes';
import {
  addOrganisation,
  addPerson,
  type Person,
  sealLetter,
  withTestServices,
} from '../support/sealed-world';

const client = { address: '192.0.2.7', agent: 'test' };

describe('statistics of an organisation', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  const people: Record<'auditor' | 'second' | 'anne' | 'paul' | 'member' | 'stranger', Person> = {} as never; // filled below
  const service = { id: uuidv7(), name: '=HYPERLINK("x") Secrétariat' };
  let query: StatisticsQuery;
  beforeAll(async () => {
    const { services } = made;
    const hospital = await addOrganisation(services, 'CHU');
    const practice = await addOrganisation(services, 'Cabinet');
    people.auditor = await addPerson(services, hospital, 'auditeur', 'auditor');
    people.second = await addPerson(services, hospital, 'auditrice', 'auditor');
    people.anne = await addPerson(services, hospital, 'anne');
    people.paul = await addPerson(services, hospital, 'paul');
    people.member = people.anne;
    people.stranger = await addPerson(services, practice, 'ailleurs', 'administrator');
    const fromAddress = `secretariat@${hospital.domain}`;
    await services.db.mailbox.create({
      data: {
        ...service,
        organisationId: hospital.id,
        kind: 'shared',
        addresses: { create: { address: fromAddress } },
        members: { create: { userId: people.paul.actor.userId, fromAt: new Date(0) } },
      },
    });
    const { actor } = people.paul;
    const secretariat = {
      actor: { ...actor, mailboxes: [...actor.mailboxes, fullRights(service.id)] },
      mailboxId: service.id,
    };
    const letters = [
      await sealLetter(services, people.anne, [{ who: people.paul }, { who: 'patiente@exterieur.example' }]),
      await sealLetter(services, people.anne, [{ who: people.stranger }]),
      await sealLetter(services, secretariat, [{ who: people.stranger }], { fromAddress }),
      await sealLetter(services, people.stranger, [{ who: fromAddress }]),
    ];
    const opened = letters[0]?.recipients[people.paul.actor.email]?.id ?? '';
    const failed = letters[0]?.recipients['patiente@exterieur.example']?.id ?? '';
    const { sealedAt } = await services.db.envelope.findUniqueOrThrow({
      where: { id: letters[0]?.envelopeId ?? '' },
      select: { sealedAt: true },
    });
    const openedAt = new Date((sealedAt?.getTime() ?? 0) + 90_000);
    await services.db.recipient.update({ where: { id: opened }, data: { openedAt } });
    await services.db.recipient.update({ where: { id: failed }, data: { notificationState: 'failed' } });
    query = statisticsQuery.parse({
      from: new Date(Date.now() - 6 * 86_400_000).toISOString(),
      to: new Date(Date.now() + 60_000).toISOString(),
      zone: 'Europe/Paris',
    });
  });
  const read = (who: Person, over: { now?: Date } = {}) =>
    readStatistics(
      { ...made.services, clock: { now: () => over.now ?? new Date() } },
      { actor: who.actor, client, query },
    );

  test('count what its mailboxes sent and received, and nothing of what others exchange', async () => {
    const { total, weeks, services } = await read(people.auditor);
    expect(total).toEqual({
      sent: 3,
      recipients: 4,
      opened: 1,
      unopenedAfter7Days: 0,
      notificationFailures: 1,
      bytes: 0,
      received: 2,
      activePeople: 2,
      secondsToOpen: { median: 90, p90: 90 },
    });
    expect(weeks.length).toBeGreaterThanOrEqual(1);
    expect(weeks.every(({ start }) => new Date(start).getUTCDay() === 1)).toBe(true);
    expect(weeks.reduce((sum, { figures }) => sum + figures.sent, 0)).toBe(3);
    expect(services.map(({ service: one, figures }) => [one.kind, figures.sent, figures.received])).toEqual([
      ['personal', 2, 1],
      ['shared', 1, 1],
    ]);
    const elsewhere = await read(people.stranger);
    expect([elsewhere.total.sent, elsewhere.total.received]).toEqual([1, 2]);
  });

  test('judge an envelope unopened once seven days have passed, however late it is opened', async () => {
    const later = new Date(Date.now() + 8 * 86_400_000);
    expect((await read(people.auditor, { now: later })).total.unopenedAfter7Days).toBe(3);
  });

  test('name no person: neither in the page nor in the file', async () => {
    const { csv } = await exportStatistics(made.services, { actor: people.auditor.actor, client, query });
    const everything = `${JSON.stringify(await read(people.auditor))}${csv}`;
    for (const { actor } of [people.anne, people.paul]) {
      expect(everything).not.toContain(actor.email);
      expect(everything).not.toContain(actor.userId);
    }
  });

  test('leave as CSV with one line a week and service, and no cell that computes', async () => {
    const { csv, fileName } = await exportStatistics(made.services, {
      actor: people.auditor.actor,
      client,
      query,
    });
    expect(fileName).toMatch(/^pli-statistics-\d{4}-\d\d-\d\d\.csv$/);
    const lines = csv.trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      '\uFEFFweek,serviceKind,service,sent,recipients,opened,unopenedAfter7Days,notificationFailures,bytes,received,activePeople,medianSecondsToOpen,p90SecondsToOpen',
    );
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\d,personal,,2,3,1,0,1,0,1,\d,90,90$/);
    expect(lines[2]).toContain(`,shared,"'=HYPERLINK(""x"") Secrétariat",1,`);
    expect(lines).toHaveLength(3);
  });

  test('leave for a French spreadsheet with semicolons and French words, and for programs as before', async () => {
    const asked = { actor: people.auditor.actor, client, query, spreadsheet: 'fr' } as const;
    const lines = (await exportStatistics(made.services, asked)).csv.trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      '\uFEFFSemaine du;Genre;Service;Plis envoyés;Destinataires;Ouverts;Non ouverts en 7 jours;Notifications échouées;Pièces jointes (octets);Plis reçus;Personnes actives;Un sur deux ouvert en (secondes);Neuf sur dix ouverts en (secondes)',
    );
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\d;Boîtes personnelles;;2;3;1;0;1;0;1;\d;90;90$/);
  });

  test('are for administrators and auditors; that they looked is one entry an hour', async () => {
    await expect(read(people.member)).rejects.toMatchObject({ code: 'not-found' });
    await expect(
      exportStatistics(made.services, { actor: people.member.actor, client, query }),
    ).rejects.toMatchObject({ code: 'not-found' });
    await read(people.second);
    await read(people.second);
    const looks = await database.db.auditEntry.findMany({
      where: { event: 'AuditRead', actorAddress: people.second.actor.email },
    });
    expect(looks.map(({ detail }) => detail)).toEqual([
      { person: null, envelope: null, event: null, view: 'statistics' },
    ]);
  });

  test('cover a year at most, in a time zone there is', () => {
    const wrong = [
      { from: '2024-01-01T00:00:00Z' },
      { from: '2026-12-01T00:00:00Z' },
      { zone: 'Nowhere/City' },
      { from: 'hier' },
    ];
    const right = { from: '2026-01-01T00:00:00Z', to: '2026-11-01T00:00:00Z', zone: 'Indian/Reunion' };
    expect(statisticsQuery.safeParse(right).success).toBe(true);
    for (const part of wrong) expect(statisticsQuery.safeParse({ ...right, ...part }).success).toBe(false);
  });
});
