import { describe, expect, test } from 'vitest';
import { changeDestination } from '../../lib/destinations/change-destination';
import { timestampedCheckpoint } from '../../lib/transparency-log/timestamped-checkpoint';
import { collectorClient as client, upTo, withCollectors } from '../support/collector-world';
import { withTestDatabase } from '../support/database';
import { WebhookReceiver } from '../support/webhook-receiver';

describe('a webhook', () => {
  const database = withTestDatabase();
  const world = withCollectors(database);
  const { made, tls, create, deliver, shown, write, stopLater } = world;

  const receiver = async () => {
    const started = await WebhookReceiver.start(tls);
    stopLater(() => started.stop());
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
      data: { organisation: world.chief.actor.organisationId },
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
        where: { ...noted, organisationId: world.chief.actor.organisationId },
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
      changeDestination(made.services, { actor: world.chief.actor, client, id, change: request });
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
