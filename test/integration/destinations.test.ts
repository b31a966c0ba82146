import { beforeAll, describe, expect, test } from 'vitest';
import { changeDestination } from '../../lib/destinations/change-destination';
import { listDestinations } from '../../lib/destinations/list-destinations';
import { removeDestination } from '../../lib/destinations/remove-destination';
import { testDestination } from '../../lib/destinations/test-destination';
import { collectorClient as client, withCollectors } from '../support/collector-world';
import { withTestDatabase } from '../support/database';
import { freePort } from '../support/free-port';
import { addPerson, type Person } from '../support/sealed-world';

describe('destinations of the audit trail', () => {
  const database = withTestDatabase();
  const world = withCollectors(database);
  const { made, tls, create, toSyslog, deliver, shown } = world;
  let other: Person;
  beforeAll(async () => {
    other = await world.addChief('Cabinet');
  });

  test('a destination belongs to its organisation: for others it is not there; only administrators have any', async () => {
    const { id } = await toSyslog(await freePort());
    const member = await addPerson(
      made.services,
      { id: world.chief.actor.organisationId, domain: 'x.example' },
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
    await removeDestination(made.services, { actor: world.chief.actor, client, id });
    expect((await listDestinations(made.services, world.chief.actor)).destinations).toEqual([]);
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
    const listed = JSON.stringify(await listDestinations(made.services, world.chief.actor));
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
