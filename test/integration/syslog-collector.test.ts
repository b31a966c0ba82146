import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { changeDestination } from '../../lib/destinations/change-destination';
import { testDestination } from '../../lib/destinations/test-destination';
import { startWorker } from '../../lib/worker/start-worker';
import { collectorClient as client, upTo, withCollectors } from '../support/collector-world';
import { withTestDatabase } from '../support/database';
import { until } from '../support/pli';
import { Rsyslog, rsyslogInstalled } from '../support/rsyslog';
import type { Person } from '../support/sealed-world';

describe.skipIf(!rsyslogInstalled)('rsyslog over TLS', () => {
  const database = withTestDatabase();
  const world = withCollectors(database);
  const { made, tls, create, toSyslog, deliver, shown, write, stopLater } = world;
  /** Numbers of the entries in messages, as they came. */
  const numbersIn = (messages: string[]) =>
    // A collector that is killed may leave a message without its line feed: the next one then stands in the same line.
    messages.flatMap((line) => [...line.matchAll(/ cn1=(\d+) /g)].map(([, number]) => Number(number)));
  let other: Person;
  beforeAll(async () => {
    other = await world.addChief('Cabinet');
  });

  const rsyslog = async (options: Parameters<typeof Rsyslog.start>[1] = {}) => {
    const started = await Rsyslog.start(tls, options);
    stopLater(() => started.away());
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
    stopLater(() => worker.stop());
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
    await changeDestination(made.services, { actor: world.chief.actor, client, id, change });
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
    expect(await testDestination(made.services, { actor: world.chief.actor, id })).toEqual({ arrived: true });
    await deliver(id);
    expect(numbersIn(collector.messages()).length).toBeGreaterThanOrEqual(3);

    const stranger = await toSyslog(collector.port, { caPem: null });
    await deliver(stranger.id);
    expect((await shown(stranger.id)).lastFailure).toMatchObject({ code: 'certificate-refused' });
  });

  test('as OCSF every message is one line of JSON', async () => {
    const collector = await rsyslog();
    await write(1, world.chief, 'évil\u2028agent "\n<1>1 forged');
    const { id } = await toSyslog(collector.port, { format: 'ocsf' });
    await deliver(id);
    const events = collector.messages().map((line) => JSON.parse(line.slice(line.indexOf('{'))));
    expect(events).toHaveLength(2);
    expect(events[0]).toMatchObject({
      class_uid: 3002,
      type_uid: 300201,
      metadata: { sequence: 1, tenant_uid: world.chief.actor.organisationId },
      http_request: { user_agent: 'évil\u2028agent "\n<1>1 forged' },
    });
  });
});
