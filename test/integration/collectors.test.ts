import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appendEntry } from '../../lib/audit/append-entry';
import { changeDestination } from '../../lib/destinations/change-destination';
import { createDestination } from '../../lib/destinations/create-destination';
import { deliverEntries } from '../../lib/destinations/deliver-entries';
import { listDestinations } from '../../lib/destinations/list-destinations';
import { removeDestination } from '../../lib/destinations/remove-destination';
import { testDestination } from '../../lib/destinations/test-destination';
import { createDestinationRequest } from '../../lib/destinations/wire';
import { startWorker } from '../../lib/jobs/start-worker';
import { timestampedCheckpoint } from '../../lib/transparency-log/timestamped-checkpoint';
import { withTestDatabase } from '../support/database';
import { freePort } from '../support/free-port';
import { until } from '../support/pli';
import { Rsyslog, rsyslogInstalled } from '../support/rsyslog';
import { addOrganisation, addPerson, type Person, withTestServices } from '../support/sealed-world';
import { TlsFiles } from '../support/tls-files';
import { WebhookReceiver } from '../support/webhook-receiver';

const client = { address: '192.0.2.7', agent: 'test' };

describe('collectors of the audit trail', () => {
  const database = withTestDatabase();
  const made = withTestServices(database, () => ({ PLI_OUTBOUND_PRIVATE: '127.0.0.0/8' }));
  const tls = new TlsFiles();
  const stops: (() => Promise<void>)[] = [];
  let chief: Person;
  let other: Person;
  beforeAll(async () => {
    other = await addPerson(
      made.services,
      await addOrganisation(made.services, 'Cabinet'),
      'chef',
      'administrator',
    );
  });
  beforeEach(async () => {
    chief = await addPerson(
      made.services,
      await addOrganisation(made.services, 'CHU'),
      'chef',
      'administrator',
    );
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
    await database.db.auditDestination.deleteMany();
  });
  afterAll(() => tls.remove());

  const write = async (count: number, who = chief, agent = 'test') => {
    for (let n = 0; n < count; n++) {
      await database.db.$transaction((tx) =>
        appendEntry(tx, {
          event: 'SignedIn',
          actor: who.actor,
          client: { address: '192.0.2.7', agent },
          organisationIds: [who.actor.organisationId],
        }),
      );
    }
    await timestampedCheckpoint(made.services);
  };
  const create = async (request: unknown) => {
    const parsed = createDestinationRequest.parse({ name: 'SIEM', ...(request as object) });
    const { id, secret } = await createDestination(made.services, {
      actor: chief.actor,
      client,
      request: parsed,
    });
    await timestampedCheckpoint(made.services);
    return { id, secret: secret ?? '' };
  };
  const toSyslog = (port: number, settings: object = {}) =>
    create({ kind: 'syslog', settings: { host: 'localhost', port, caPem: tls.read('ca.pem'), ...settings } });
  const deliver = (id: string) => deliverEntries(made.services, { destinationId: id });
  const shown = async (id: string) => {
    const { destinations } = await listDestinations(made.services, chief.actor);
    const found = destinations.find((one) => one.id === id);
    if (!found) throw new Error('the destination is not listed');
    return found;
  };
  const numbersIn = (messages: string[]) =>
    // A collector that is killed may leave a message without its line feed: the next one then stands in the same line.
    messages.flatMap((line) => [...line.matchAll(/ cn1=(\d+) /g)].map(([, number]) => Number(number)));
  const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

  describe.skipIf(!rsyslogInstalled)('rsyslog over TLS', () => {
    const rsyslog = async (options: Parameters<typeof Rsyslog.start>[1] = {}) => {
      const started = await Rsyslog.start(tls, options);
      stops.push(() => started.away());
      return started;
    };

    test('gets every entry of the organisation, in order, once, and none of another', async () => {
      const collector = await rsyslog();
      await write(1_200);
      await write(3, other);
      const { id } = await toSyslog(collector.port);
      await deliver(id);
      expect((await shown(id)).lastFailure).toBeNull();
      expect(numbersIn(collector.messages())).toEqual(upTo(1_201));
      const [first] = collector.messages();
      expect(first).toMatch(
        /^<110>1 \d{4}-\d\d-\d\dT[\d:.]{12}Z 127\.0\.0\.1 pli - SignedIn \[meta sequenceId="1"\] CEF:0\|Pli\|Pli\|[\d.]+\|SignedIn\|SignedIn\|3\|rt=\d{13} externalId=\d+ /,
      );
      expect(collector.messages().join()).not.toContain(other.actor.organisationId);
      expect(await shown(id)).toMatchObject({ state: 'working', backlog: 0, lastFailure: null });
      await deliver(id);
      expect(collector.messages()).toHaveLength(1_201);
    });

    test('killed -9 and started again in the middle, again and again: nothing is lost', async () => {
      const collector = await rsyslog();
      await write(4_000);
      const { id } = await toSyslog(collector.port);
      let isOver = false;
      const killing = (async () => {
        for (let kills = 0; kills < 12 && !isOver; kills++) {
          await pause(5 + Math.random() * 60);
          await collector.away();
          await collector.back();
        }
      })();
      const delivering = until(
        async () => {
          await deliver(id);
          return (await shown(id)).backlog === 0;
        },
        120,
        'never delivered whole',
      ).finally(() => {
        isOver = true;
      });
      await Promise.all([delivering, killing]);
      const arrived = numbersIn(collector.messages());
      expect([...new Set(arrived)].sort((a, b) => a - b)).toEqual(upTo(4_001));
      console.info(`${arrived.length - 4_001} of 4,001 came twice`);
    });

    test('away: the worker waits, tries again by itself, and goes on where it stopped', async () => {
      const collector = await rsyslog();
      await collector.away();
      await write(5);
      const { id } = await toSyslog(collector.port);
      const worker = await startWorker(made.services);
      stops.push(() => worker.stop());
      await until(async () => (await shown(id)).state === 'failing', 60, 'no failure was noted');
      expect(await shown(id)).toMatchObject({ backlog: 6, lastFailure: { code: 'unreachable' } });
      await collector.back();
      await until(
        async () => (await shown(id)).backlog === 0,
        90,
        () => `never delivered: ${collector.complaints()}`,
      );
      expect(numbersIn(collector.messages())).toEqual(upTo(6));
    });

    test('without a goodbye a batch counts only where the destination says so', async () => {
      const collector = await rsyslog({ driver: 'gtls' });
      await write(3);
      const { id } = await toSyslog(collector.port);
      await deliver(id);
      expect(await shown(id)).toMatchObject({ backlog: 4, lastFailure: { code: 'no-goodbye' } });
      const { settings } = await shown(id);
      const change = { settings: { ...settings, acceptsBareClose: true } } as Parameters<
        typeof changeDestination
      >[1]['change'];
      await changeDestination(made.services, { actor: chief.actor, client, id, change });
      await deliver(id);
      expect((await shown(id)).lastFailure).toBeNull();
      expect(new Set(numbersIn(collector.messages()))).toEqual(new Set(upTo(4)));
    });

    test('that wants a client certificate gets it; nobody is believed whose certificate leads elsewhere', async () => {
      const collector = await rsyslog({ wantsClientCertificate: true });
      await write(2);
      const without = await toSyslog(collector.port);
      await deliver(without.id);
      expect((await shown(without.id)).lastFailure).not.toBeNull();
      const { id } = await create({
        kind: 'syslog',
        settings: {
          host: 'localhost',
          port: collector.port,
          caPem: tls.read('ca.pem'),
          clientCertificatePem: tls.read('client.pem'),
        },
        secret: tls.read('client.key'),
      });
      expect(await testDestination(made.services, { actor: chief.actor, id })).toEqual({ arrived: true });
      await deliver(id);
      expect(numbersIn(collector.messages()).length).toBeGreaterThanOrEqual(3);

      const stranger = await toSyslog(collector.port, { caPem: null });
      await deliver(stranger.id);
      expect((await shown(stranger.id)).lastFailure).toMatchObject({ code: 'certificate-refused' });
    });

    test('as OCSF every message is one line of JSON', async () => {
      const collector = await rsyslog();
      await write(1, chief, 'évil\u2028agent "\n<1>1 forged');
      const { id } = await toSyslog(collector.port, { format: 'ocsf' });
      await deliver(id);
      const events = collector.messages().map((line) => JSON.parse(line.slice(line.indexOf('{'))));
      expect(events).toHaveLength(2);
      expect(events[0]).toMatchObject({
        class_uid: 3002,
        type_uid: 300201,
        metadata: { sequence: 1, tenant_uid: chief.actor.organisationId },
        http_request: { user_agent: 'évil\u2028agent "\n<1>1 forged' },
      });
    });
  });

  describe('a webhook', () => {
    const receiver = async () => {
      const started = await WebhookReceiver.start(tls);
      stops.push(() => started.stop());
      return started;
    };
    const toWebhook = async (hook: WebhookReceiver) => {
      const made = await create({ kind: 'webhook', settings: { url: hook.url, caPem: tls.read('ca.pem') } });
      hook.secret = made.secret;
      return made.id;
    };

    test('is signed as the Standard Webhooks specification says, and carries every entry in order', async () => {
      const hook = await receiver();
      await write(700);
      const id = await toWebhook(hook);
      await deliver(id);
      expect(hook.numbers()).toEqual(upTo(701));
      expect(hook.forged).toBe(0);
      expect(hook.taken[0]).toMatchObject({
        type: 'audit.entries',
        data: { organisation: chief.actor.organisationId },
      });
      expect(new Set(hook.ids).size).toBe(2);
    });

    test('that answers 500 for a while loses nothing; its outage becomes an entry once', async () => {
      const hook = await receiver();
      await write(3);
      const id = await toWebhook(hook);
      hook.status = 500;
      await deliver(id);
      expect(await shown(id)).toMatchObject({
        state: 'failing',
        backlog: 4,
        lastFailure: { code: 'answered', status: 500 },
      });
      const longAgo = new Date(Date.now() - 20 * 60_000);
      await database.db.auditDestination.update({ where: { id }, data: { failingSince: longAgo } });
      await deliver(id);
      await deliver(id);
      const noted = { event: 'AuditDeliveryFailed' };
      expect(
        await database.db.auditVisibility.count({
          where: { ...noted, organisationId: chief.actor.organisationId },
        }),
      ).toBe(1);
      hook.status = 200;
      await timestampedCheckpoint(made.services);
      await deliver(id);
      expect(hook.numbers()).toEqual(upTo(5));
      expect(hook.taken[0]?.data.entries?.at(-1)).toMatchObject(noted);
    });

    test('that redirects is not followed', async () => {
      const hook = await receiver();
      const elsewhere = await receiver();
      await write(1);
      const id = await toWebhook(hook);
      hook.status = 307;
      hook.headers = { location: elsewhere.url };
      await deliver(id);
      expect((await shown(id)).lastFailure).toEqual({ code: 'redirected', status: 307 });
      expect(elsewhere.requests).toBe(0);
    });

    test('paused gets nothing and misses nothing; with a new secret the old one no longer verifies', async () => {
      const hook = await receiver();
      await write(2);
      const id = await toWebhook(hook);
      const change = (request: object) =>
        changeDestination(made.services, { actor: chief.actor, client, id, change: request });
      await change({ paused: true });
      await deliver(id);
      expect(hook.requests).toBe(0);
      const { secret } = await change({ renewSecret: true });
      await change({ paused: false });
      await deliver(id);
      expect([hook.forged, hook.numbers()]).toEqual([1, []]);
      hook.secret = secret ?? '';
      await timestampedCheckpoint(made.services);
      await deliver(id);
      expect(hook.numbers()).toEqual(upTo(6));
    });

    test('two workers at once send no entry twice', async () => {
      const hook = await receiver();
      await write(300);
      const id = await toWebhook(hook);
      await Promise.all([deliver(id), deliver(id), deliver(id)]);
      expect(hook.numbers()).toEqual(upTo(301));
    });

    test('begins with what happens from now on, where that was chosen', async () => {
      const hook = await receiver();
      await write(4);
      const { id, secret } = await create({
        kind: 'webhook',
        startAt: 'now',
        settings: { url: hook.url, caPem: tls.read('ca.pem') },
      });
      hook.secret = secret;
      await deliver(id);
      expect(hook.taken.flatMap(({ data }) => data.entries?.map(({ event }) => event))).toEqual([
        'AuditDestinationCreated',
      ]);
    });
  });

  test('a destination belongs to its organisation: for others it is not there; only administrators have any', async () => {
    const { id } = await toSyslog(await freePort());
    const member = await addPerson(
      made.services,
      { id: chief.actor.organisationId, domain: 'x.example' },
      'membre',
    );
    for (const { actor } of [other, member]) {
      const missing = { code: 'not-found' };
      await expect(
        changeDestination(made.services, { actor, client, id, change: { paused: true } }),
      ).rejects.toMatchObject(missing);
      await expect(removeDestination(made.services, { actor, client, id })).rejects.toMatchObject(missing);
      await expect(testDestination(made.services, { actor, id })).rejects.toMatchObject(missing);
    }
    await removeDestination(made.services, { actor: chief.actor, client, id });
    expect((await listDestinations(made.services, chief.actor)).destinations).toEqual([]);
    await deliver(id); // a job that was still waiting
  });

  test('a secret stands nowhere but encrypted, and in the one answer that made it', async () => {
    const key = tls.read('client.key');
    const { id: syslog } = await create({
      kind: 'syslog',
      settings: { host: '127.0.0.1', clientCertificatePem: tls.read('client.pem') },
      secret: key,
    });
    const url = 'https://127.0.0.1:9/hook?token=of-the-url';
    const { id: webhook, secret } = await create({ kind: 'webhook', settings: { url } });
    await deliver(syslog);
    await deliver(webhook);
    const listed = JSON.stringify(await listDestinations(made.services, chief.actor));
    const dump = async (table: string) =>
      JSON.stringify(await database.db.$queryRawUnsafe(`SELECT t::text FROM ${table} t`));
    const entries = await dump('audit_entries');
    const seen = [listed, await dump('audit_destinations'), entries, await dump('pgboss.job')].join();
    const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64');
    for (const trace of [secret, secret.slice(6), bytes.toString('hex'), key.split('\n')[3] ?? key]) {
      expect(seen).not.toContain(trace);
    }
    expect(entries).not.toContain('of-the-url');
    const [one, other] = await database.db.auditDestination.findMany({ orderBy: { id: 'asc' } });
    await database.db.auditDestination.update({
      where: { id: other?.id ?? '' },
      data: { sealedSecret: one?.sealedSecret ?? null },
    });
    await deliver(webhook); // another row's secret does not open here
    expect((await shown(webhook)).lastFailure?.code).toBe('settings-wrong');
  });
});
