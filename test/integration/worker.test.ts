import { describe, expect, test } from 'vitest';
import { renotifyRecipient } from '../../lib/delivery/renotify-recipient';
import { startWorker } from '../../lib/worker/start-worker';
import { withTestDatabase } from '../support/database';
import { until } from '../support/pli';
import type { SealedLetter } from '../support/sealed-world';
import { withWorkers } from '../support/worker-world';

const client = { address: '192.0.2.7', agent: 'test' };

describe('the worker', () => {
  const database = withTestDatabase();
  const world = withWorkers(database);
  const { made, start, startProcess, seal, enqueue, recipientOf, events, mails, messageIds, untilState } =
    world;

  test('a job whose transaction does not commit is never run', async () => {
    const letter = await seal();
    await expect(
      database.db.$transaction(async (tx) => {
        await made.services.queue.enqueue(tx, 'notify', {
          recipientId: letter.recipients[world.address]?.id ?? '',
        });
        throw new Error('changed our mind');
      }),
    ).rejects.toThrow('changed our mind');
    const jobs = await database.db.$queryRaw<unknown[]>`SELECT 1 FROM pgboss.job WHERE name = 'notify'`;
    expect(jobs).toEqual([]);
  });

  test('a committed job wakes the worker at once, sooner than it would look by itself; sent, noted, entered', async () => {
    await start();
    // By itself it would look two seconds after the letter before. The quickest: what else the machine does only adds.
    const waitOf = async (letter: SealedLetter) => {
      const began = Date.now();
      await enqueue(letter);
      await untilState(letter, 'sent');
      return Date.now() - began;
    };
    const waits: number[] = [];
    for (let n = 0; n < 10; n++) waits.push(await waitOf(await seal(`${n}.${world.address}`)));
    expect(Math.min(...waits)).toBeLessThan(1_000);
    const letter = await seal();
    await enqueue(letter);
    await untilState(letter, 'sent');
    const recipient = await recipientOf(letter);
    expect(recipient).toMatchObject({ notificationTries: 1, notificationFailure: null });
    expect(mails()).toHaveLength(1);
    expect([...messageIds()]).toEqual([recipient.notificationId]);
    expect(await events(letter)).toEqual(['ConsignmentNotification']);
  });

  test('the same job many times, on two workers at once, sends one mail', async () => {
    await start();
    await startProcess();
    const letter = await seal();
    for (let n = 0; n < 10; n++) await enqueue(letter);
    await untilState(letter, 'sent');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(mails()).toHaveLength(1);
    expect(await events(letter)).toEqual(['ConsignmentNotification']);
  });

  test('a refusal for good is a visible failure, an entry, and a mail to the author that holds no content', async () => {
    world.peer.mood = 'never';
    await start();
    const letter = await seal(world.address, { title: 'Objet confidentiel' });
    await enqueue(letter);
    await untilState(letter, 'failed');
    world.peer.mood = 'take';
    expect((await recipientOf(letter)).notificationFailure).toMatch(/^refused: 550 /);
    await until(() => mails(world.sender.actor.email).length > 0, 90, 'the author was not told');
    const [told] = mails(world.sender.actor.email);
    expect(told?.raw).not.toContain('Objet confidentiel');
    expect(await events(letter)).toEqual(['ConsignmentNotificationFailure']);
    // The sender mends it and asks again: a new mail, a new Message-ID.
    const failed = await recipientOf(letter);
    await renotifyRecipient(made.services, {
      actor: world.sender.actor,
      client,
      envelopeId: letter.envelopeId,
      recipientId: failed.id,
    });
    await untilState(letter, 'sent');
    expect([...messageIds()]).toEqual([(await recipientOf(letter)).notificationId]);
    expect((await recipientOf(letter)).notificationId).not.toBe(failed.notificationId);
  });

  test('"later" is said on the page as pending with its reason, and is tried again by itself', async () => {
    world.peer.mood = 'later';
    await start();
    const letter = await seal();
    await enqueue(letter);
    await until(async () => (await recipientOf(letter)).notificationFailure !== null, 90, 'no reason noted');
    expect(await recipientOf(letter)).toMatchObject({
      notificationState: 'pending',
      notificationFailure: expect.stringMatching(/^deferred: 451 /),
    });
    world.peer.mood = 'take';
    await untilState(letter, 'sent');
    expect(mails()).toHaveLength(1);
    const { notificationTries, notificationFailure } = await recipientOf(letter);
    expect(notificationTries).toBeGreaterThan(1);
    expect(notificationFailure).toBeNull();
  });

  test("o'brien gets the notification like everybody else", async () => {
    await start();
    const to = "o'brien@hopital-nord.test";
    const letter = await seal(to);
    await enqueue(letter);
    await untilState(letter, 'sent');
    expect(mails(to)).toHaveLength(1);
  });

  test('a mail server that thinks for 45 s after the final dot gets the notification once', async () => {
    await start();
    await startProcess();
    world.peer.mood = 'hold';
    const letter = await seal();
    await enqueue(letter);
    await until(() => mails().length === 1, 90, 'never sent');
    await new Promise((resolve) => setTimeout(resolve, 45_000));
    world.peer.mood = 'take';
    await untilState(letter, 'sent');
    expect(mails()).toHaveLength(1);
    expect((await recipientOf(letter)).notificationTries).toBe(1);
    expect(await events(letter)).toEqual(['ConsignmentNotification']);
  }, 300_000);

  test('silence after the mail was handed over: perhaps delivered, said to the author, once more only hours later', async () => {
    await start();
    world.peer.mood = 'take-and-break';
    const letter = await seal();
    await enqueue(letter);
    await untilState(letter, 'unconfirmed');
    world.peer.mood = 'take';
    expect(await recipientOf(letter)).toMatchObject({ notificationFailure: 'perhaps-delivered' });
    expect(await events(letter)).toEqual(['ConsignmentNotificationFailure']);
    await until(() => mails(world.sender.actor.email).length > 0, 90, 'the author was not told');
    const [second] = await database.db.$queryRaw<{ hours: number }[]>`
      SELECT extract(epoch FROM start_after - now())::float8 / 3600 AS hours FROM pgboss.job
      WHERE name = 'notify' AND state = 'created' AND data ->> 'again' = 'true'`;
    expect(second?.hours).toBeGreaterThan(1.9);
    expect(mails()).toHaveLength(1);
    const bringForward = () =>
      database.db.$executeRaw`UPDATE pgboss.job SET start_after = now() WHERE data ->> 'again' = 'true'`;
    await bringForward();
    await untilState(letter, 'sent');
    expect(mails()).toHaveLength(2);
    expect(messageIds().size).toBe(1);

    // Whoever has opened the letter by then gets no second mail.
    world.peer.mood = 'take-and-break';
    const opened = await seal(`lue.${world.address}`);
    await enqueue(opened);
    await untilState(opened, 'unconfirmed');
    world.peer.mood = 'take';
    await database.db.recipient.updateMany({
      where: { envelopeId: opened.envelopeId },
      data: { openedAt: new Date() },
    });
    await bringForward();
    const waiting = async () =>
      (
        await database.db.$queryRaw<unknown[]>`
        SELECT 1 FROM pgboss.job WHERE data ->> 'again' = 'true' AND state <> 'completed'`
      ).length;
    await until(async () => (await waiting()) === 0, 90, 'the second try never ended');
    expect(mails(`lue.${world.address}`)).toHaveLength(1);
  });

  test('when all tries are used up the failure is visible, not silent', async () => {
    world.peer.mood = 'later';
    await start();
    const letter = await seal();
    await enqueue(letter);
    // Twelve pauses are skipped: the job is put before its last try.
    const putBeforeLastTry = () =>
      database.db
        .$executeRaw`UPDATE pgboss.job SET retry_count = retry_limit - 1, start_after = now() WHERE name = 'notify' AND state = 'retry'`;
    await until(async () => (await putBeforeLastTry()) === 1, 90, 'never tried');
    await untilState(letter, 'failed');
    expect((await recipientOf(letter)).notificationFailure).toMatch(/^given-up: 451 /);
    expect(await events(letter)).toEqual(['ConsignmentNotificationFailure']);
  });

  test('the timestamp of a sealed envelope is obtained, stored once, and entered once', async () => {
    await start();
    const letter = await seal();
    const ask = () =>
      database.db.$transaction((tx) =>
        made.services.queue.enqueue(tx, 'timestamp', { envelopeId: letter.envelopeId }),
      );
    await Promise.all([ask(), ask(), ask()]);
    const envelope = () => database.db.envelope.findUniqueOrThrow({ where: { id: letter.envelopeId } });
    await until(async () => (await envelope()).timestampResponse !== null, 90, 'no timestamp');
    const first = await envelope();
    await ask();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await envelope()).timestampResponse).toEqual(first.timestampResponse);
    expect(await events(letter)).toEqual(['TimestampObtained']);
  });

  test('an authority that is away all day leaves the timestamp pending and is asked again until it answers', async () => {
    const away = {
      ...made.services,
      timestamper: {
        stamp: () => Promise.reject(new Error('away')),
        roots: () => Promise.reject(new Error('away')),
      },
    };
    const waiting = await startWorker(away);
    const letter = await seal();
    await database.db.$transaction((tx) =>
      made.services.queue.enqueue(tx, 'timestamp', { envelopeId: letter.envelopeId }),
    );
    const putBeforeLastTry = () =>
      database.db
        .$executeRaw`UPDATE pgboss.job SET retry_count = retry_limit - 1, start_after = now() WHERE name = 'timestamp' AND state = 'retry'`;
    await until(async () => (await putBeforeLastTry()) === 1, 90, 'never tried');
    const begunAgain = async () =>
      (
        await database.db.$queryRaw<
          unknown[]
        >`SELECT 1 FROM pgboss.job WHERE name = 'timestamp' AND state IN ('created', 'retry') AND retry_count < 2`
      ).length > 0;
    await until(begunAgain, 90, 'the tries did not begin again');
    await waiting.stop();
    expect(await events(letter)).toEqual([]);
    await database.db.$executeRaw`UPDATE pgboss.job SET start_after = now() WHERE name = 'timestamp'`;
    await start();
    await until(async () => (await events(letter)).length > 0, 90, 'never obtained');
    expect(await events(letter)).toEqual(['TimestampObtained']);
  });

  test('a stopped worker has ended its jobs and takes no more', async () => {
    const worker = await startWorker(made.services);
    const letter = await seal();
    world.peer.mood = 'hold';
    await enqueue(letter);
    await until(() => world.peer.holding > 0, 90, 'never began');
    const stopped = worker.stop();
    world.peer.mood = 'take';
    await stopped;
    expect((await recipientOf(letter)).notificationState).toBe('sent');
    const later = await seal(`plus.tard.${world.address}`);
    await enqueue(later);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect((await recipientOf(later)).notificationState).toBe('pending');
  });
});
