import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { withTestDatabase } from '../support/database';
import { until } from '../support/pli';
import { withWorkers } from '../support/worker-world';

describe('a worker that is killed', () => {
  const database = withTestDatabase();
  const world = withWorkers(database);
  const { start, startProcess, seal, enqueue, recipientOf, events, mails, messageIds, untilState } = world;

  test('killed with -9 before the server took the mail: another worker that starts sends it, once', async () => {
    world.peer.mood = 'hold-before';
    const victim = await startProcess();
    const letter = await seal();
    await enqueue(letter);
    await until(() => world.peer.holding > 0, 90, 'the worker never began');
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    await until(() => world.peer.holding === 0, 90, 'the broken line was never noticed');
    world.peer.mood = 'take';
    // Not because its time is up: the new worker sees that nobody else lives.
    await database.db
      .$executeRaw`UPDATE pgboss.job SET expire_in = interval '1 day' WHERE name = 'notify' AND state = 'active'`;
    await start();
    await untilState(letter, 'sent');
    expect(mails()).toHaveLength(1);
    expect(await events(letter)).toEqual(['ConsignmentNotification']);
  });

  test('killed with -9 between the mail and its note: the second mail is the same one by its Message-ID, the entry is one', async () => {
    world.peer.mood = 'hold';
    const victim = await startProcess();
    const letter = await seal();
    await enqueue(letter);
    await until(() => mails().length === 1, 90, 'never sent');
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    world.peer.mood = 'take';
    await start();
    await untilState(letter, 'sent');
    expect(mails().length).toBeLessThanOrEqual(2);
    expect([...messageIds()]).toEqual([(await recipientOf(letter)).notificationId]);
    expect(await events(letter)).toEqual(['ConsignmentNotification']);
  });

  test('killed with -9 while another worker lives on: the other takes the job within a minute', async () => {
    await start();
    world.peer.mood = 'hold-before';
    const victim = await startProcess();
    // Enough letters that both workers hold some.
    const letters = await Promise.all(Array.from({ length: 8 }, (_, n) => seal(`${n}.${world.address}`)));
    for (const letter of letters) await enqueue(letter);
    await until(() => world.peer.holding >= 5, 90, 'only one worker took letters');
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    world.peer.mood = 'take';
    for (const letter of letters) await untilState(letter, 'sent', 120);
    for (const letter of letters) expect(await events(letter)).toEqual(['ConsignmentNotification']);
    for (const [n] of letters.entries()) expect(mails(`${n}.${world.address}`)).toHaveLength(1);
  }, 300_000);
});
