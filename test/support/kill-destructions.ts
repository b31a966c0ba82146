import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { TestDatabase } from './database';
import { makeDraft, requestFor, type StoredPart, storedObjects, storeLetter } from './draft-world';
import { until } from './pli';
import { sealWorld, to } from './seal-world';
import type { withWorkers } from './worker-world';

type Letter = { envelopeId: string; parts: readonly StoredPart[] };

/**
 * Letters that are due, and workers that destroy them and are killed with -9 in the middle, again and again; then one that lives.
 * Every letter has ended exactly once, and nothing of it is left in the vault.
 */
export async function killDestructions(
  database: TestDatabase,
  world: ReturnType<typeof withWorkers>,
  { kills, letters: count }: { kills: number; letters: number },
): Promise<void> {
  const { services } = world.made;
  const letters: Letter[] = [];
  for (let n = 0; n < count; n += 1) letters.push(await dueLetter(world, `${n}.${world.address}`));
  const ids = letters.map(({ envelopeId }) => envelopeId);
  const purged = () =>
    database.db.contentDestruction.count({ where: { envelopeId: { in: ids }, purgedAt: { not: null } } });
  const enqueue = () =>
    database.db.$transaction((tx) =>
      services.queue.enqueueAll(
        tx,
        'destroy-content',
        ids.map((envelopeId) => ({ payload: { envelopeId }, key: envelopeId })),
      ),
    );
  await enqueue();
  for (let kill = 1; kill <= kills; kill += 1) {
    const victim = await world.startProcess();
    const before = Math.floor((count * kill) / (kills + 2));
    await until(async () => (await purged()) >= before, 120, 'the worker did nothing');
    await pause(Math.random() * 60);
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    // another worker may live elsewhere: what the dead one had is given back by its expiry, here at once
    await database.db.$executeRaw`
      UPDATE pgboss.job SET state = 'retry', start_after = now() WHERE state = 'active' AND name IN ('destroy-content', 'purge-content')`;
  }
  await world.start();
  await until(async () => (await purged()) === count, 180, 'not everything has left');
  for (const { envelopeId, parts } of letters) {
    const entries = await database.db.auditEntry.count({ where: { envelopeId, event: 'ContentDestroyed' } });
    const addenda = await database.db.addendum.count({ where: { envelopeId } });
    const keys = await database.db.envelopeKey.count({ where: { envelopeId, packet: { not: null } } });
    expect({ entries, addenda, keys }).toEqual({ entries: 1, addenda: 1, keys: 0 });
    expect(await storedObjects(services, { envelopeId, parts })).toBe(0);
  }
}

/** A letter whose date and days of grace have passed. */
async function dueLetter(world: ReturnType<typeof withWorkers>, address: string): Promise<Letter> {
  const { services } = world.made;
  const draft = await makeDraft(services, world.sender);
  const parts = await storeLetter(services, draft, [Buffer.from('un fichier')]);
  await sealWorld(world.made).seal(draft, await requestFor(draft, parts, to(address)));
  const { envelopeId } = draft;
  const accessUntil = new Date(Date.now() - 30 * 86_400_000);
  await services.db.envelope.update({
    where: { id: envelopeId },
    data: { accessUntil },
    select: { id: true },
  });
  return { envelopeId, parts };
}
