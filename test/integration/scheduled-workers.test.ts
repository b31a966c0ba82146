import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { sealEnvelope } from '../../lib/seal/seal-envelope';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storeLetter } from '../support/draft-world';
import { until } from '../support/pli';
import { to } from '../support/seal-world';
import { testClient as client } from '../support/test-client';
import { withWorkers } from '../support/worker-world';

describe('a letter that leaves at a chosen time, and its worker', () => {
  const database = withTestDatabase();
  const world = withWorkers(database);

  test('killed with -9 in the middle of its release: two others release it once, at its time and not before, with one mail', async () => {
    const { services } = world.made;
    const victim = await world.startProcess();
    const draft = await makeDraft(services, world.sender);
    const { envelopeId } = draft;
    const releaseAt = new Date(Date.now() + 6_000);
    const asked = { releaseAt: releaseAt.toISOString() };
    const parts = await storeLetter(services, draft);
    const request = await requestFor(draft, parts, to(world.address), asked);
    await sealEnvelope(services, world.sender.actor, { envelopeId, client, request });
    const jobState = async () => {
      const [job] = await database.db.$queryRaw<{ state: string }[]>`
        SELECT state::text AS state FROM pgboss.job WHERE name = 'release' AND data->>'envelopeId' = ${envelopeId}`;
      return job?.state;
    };
    // the row is held, so that the release cannot end; the worker is killed while it waits for it
    await database.db.$transaction(
      async (tx) => {
        await tx.$executeRaw`SELECT FROM envelopes WHERE id = ${envelopeId}::uuid FOR UPDATE`;
        await until(async () => (await jobState()) === 'active', 60, 'no worker took the release');
        expect(Date.now()).toBeGreaterThanOrEqual(releaseAt.getTime() - 1_000);
        victim.kill('SIGKILL');
        await once(victim, 'exit');
      },
      { timeout: 90_000 },
    );
    const recipient = () => database.db.recipient.findFirstOrThrow({ where: { envelopeId } });
    expect(await recipient()).toMatchObject({ deliveryState: 'waiting', releasedAt: null });
    await world.start();
    await world.start();
    await until(async () => (await recipient()).notificationState === 'sent', 120, 'never notified');
    const { id, releasedAt } = await recipient();
    expect(releasedAt?.getTime()).toBeGreaterThanOrEqual(releaseAt.getTime());
    expect(world.mails()).toHaveLength(1);
    expect(await database.db.mailboxItem.count({ where: { recipientId: id } })).toBe(1);
    expect(await database.db.auditEntry.count({ where: { envelopeId, event: 'Released' } })).toBe(1);
  }, 300_000);
});
