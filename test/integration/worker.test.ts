import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { renotifyRecipient } from '../../lib/envelope/renotify-recipient';
import { startWorker } from '../../lib/jobs/start-worker';
import { withTestDatabase } from '../support/database';
import {
  addOrganisation,
  addPerson,
  type Person,
  type SealedLetter,
  sealLetter,
  withTestServices,
} from '../support/sealed-world';
import { SmtpPeer } from '../support/smtp-peer';

const client = { address: '192.0.2.7', agent: 'test' };

describe('the worker', () => {
  const database = withTestDatabase();
  let peer: SmtpPeer;
  const made = withTestServices(database, async () => {
    peer = await SmtpPeer.start();
    return { SMTP_URL: peer.url };
  });
  let sender: Person;
  let count = 0;
  let address: string;
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    sender = await addPerson(
      made.services,
      await addOrganisation(made.services, 'CHU de Test'),
      'expediteur',
    );
  });
  beforeEach(() => {
    address = `destinataire.${++count}@exterieur.example`;
    peer.mood = 'take';
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  afterAll(() => peer.away());

  const start = async () => {
    const worker = await startWorker(made.services);
    stops.push(() => worker.stop());
    return worker;
  };
  const startProcess = async (): Promise<ChildProcess> => {
    const { config } = made.services;
    const child = spawn(
      process.execPath,
      ['--conditions=react-server', '--import', 'tsx', 'test/support/worker-process.ts'],
      {
        env: {
          ...process.env,
          DATABASE_URL: config.database.url,
          PLI_DATA_DIR: config.dataDir,
          PLI_LOG_LEVEL: 'error',
          SMTP_URL: peer.url,
          MAIL_FROM: config.mail.from.address,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    stops.push(async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    });
    await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')]);
    expect(child.exitCode).toBeNull();
    return child;
  };
  const seal = (to: string = address) => sealLetter(made.services, sender, [{ who: to }]);
  const enqueue = (letter: SealedLetter) =>
    database.db.$transaction(async (tx) => {
      for (const { id } of Object.values(letter.recipients))
        await made.services.queue.enqueue(tx, 'notify', { recipientId: id });
    });
  const recipientOf = (letter: SealedLetter) =>
    database.db.recipient.findFirstOrThrow({ where: { envelopeId: letter.envelopeId } });
  const events = async (letter: SealedLetter) =>
    (
      await database.db.auditEntry.findMany({
        where: { envelopeId: letter.envelopeId },
        orderBy: { id: 'asc' },
      })
    ).map(({ event }) => event);
  const mails = (to = address) => peer.mails.filter((mail) => mail.to.includes(to));
  const messageIds = () => new Set(mails().map((mail) => /^Message-ID: (.*)$/im.exec(mail.raw)?.[1]));
  const until = async (fits: () => Promise<boolean> | boolean, what: string, seconds = 90) => {
    const deadline = Date.now() + seconds * 1_000;
    while (!(await fits())) {
      if (Date.now() > deadline) throw new Error(`${what} within ${seconds} s`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const untilState = (letter: SealedLetter, state: string, seconds?: number) =>
    until(async () => (await recipientOf(letter)).notificationState === state, `not ${state}`, seconds);

  test('a job whose transaction does not commit is never run', async () => {
    const letter = await seal();
    await expect(
      database.db.$transaction(async (tx) => {
        await made.services.queue.enqueue(tx, 'notify', {
          recipientId: letter.recipients[address]?.id ?? '',
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
    for (let n = 0; n < 10; n++) waits.push(await waitOf(await seal(`${n}.${address}`)));
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
    peer.mood = 'never';
    await start();
    const letter = await sealLetter(made.services, sender, [{ who: address }], {
      title: 'Objet confidentiel',
    });
    await enqueue(letter);
    await untilState(letter, 'failed');
    peer.mood = 'take';
    expect((await recipientOf(letter)).notificationFailure).toMatch(/^refused: 550 /);
    await until(() => mails(sender.actor.email).length > 0, 'the author was not told');
    const [told] = mails(sender.actor.email);
    expect(told?.raw).not.toContain('Objet confidentiel');
    expect(await events(letter)).toEqual(['ConsignmentNotificationFailure']);
    // The sender mends it and asks again: a new mail, a new Message-ID.
    const failed = await recipientOf(letter);
    await renotifyRecipient(made.services, {
      actor: sender.actor,
      client,
      envelopeId: letter.envelopeId,
      recipientId: failed.id,
    });
    await untilState(letter, 'sent');
    expect([...messageIds()]).toEqual([(await recipientOf(letter)).notificationId]);
    expect((await recipientOf(letter)).notificationId).not.toBe(failed.notificationId);
  });

  test('"later" is said on the page as pending with its reason, and is tried again by itself', async () => {
    peer.mood = 'later';
    await start();
    const letter = await seal();
    await enqueue(letter);
    await until(async () => (await recipientOf(letter)).notificationFailure !== null, 'no reason noted');
    expect(await recipientOf(letter)).toMatchObject({
      notificationState: 'pending',
      notificationFailure: expect.stringMatching(/^deferred: 451 /),
    });
    peer.mood = 'take';
    await untilState(letter, 'sent');
    expect(mails()).toHaveLength(1);
    const { notificationTries, notificationFailure } = await recipientOf(letter);
    expect(notificationTries).toBeGreaterThan(1);
    expect(notificationFailure).toBeNull();
  });

  test('when all tries are used up the failure is visible, not silent', async () => {
    peer.mood = 'later';
    await start();
    const letter = await seal();
    await enqueue(letter);
    // Twelve pauses are skipped: the job is put before its last try.
    const putBeforeLastTry = () =>
      database.db
        .$executeRaw`UPDATE pgboss.job SET retry_count = retry_limit - 1, start_after = now() WHERE name = 'notify' AND state = 'retry'`;
    await until(async () => (await putBeforeLastTry()) === 1, 'never tried');
    await untilState(letter, 'failed');
    expect((await recipientOf(letter)).notificationFailure).toMatch(/^given-up: 451 /);
    expect(await events(letter)).toEqual(['ConsignmentNotificationFailure']);
  });

  test('killed with -9 before the server took the mail: another worker that starts sends it, once', async () => {
    peer.mood = 'hold-before';
    const victim = await startProcess();
    const letter = await seal();
    await enqueue(letter);
    await until(() => peer.holding > 0, 'the worker never began');
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    await until(() => peer.holding === 0, 'the broken line was never noticed');
    peer.mood = 'take';
    // Not because its time is up: the new worker sees that nobody else lives.
    await database.db
      .$executeRaw`UPDATE pgboss.job SET expire_in = interval '1 day' WHERE name = 'notify' AND state = 'active'`;
    await start();
    await untilState(letter, 'sent');
    expect(mails()).toHaveLength(1);
    expect(await events(letter)).toEqual(['ConsignmentNotification']);
  });

  test('killed with -9 between the mail and its note: the second mail is the same one by its Message-ID, the entry is one', async () => {
    peer.mood = 'hold';
    const victim = await startProcess();
    const letter = await seal();
    await enqueue(letter);
    await until(() => mails().length === 1, 'never sent');
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    peer.mood = 'take';
    await start();
    await untilState(letter, 'sent');
    expect(mails().length).toBeLessThanOrEqual(2);
    expect([...messageIds()]).toEqual([(await recipientOf(letter)).notificationId]);
    expect(await events(letter)).toEqual(['ConsignmentNotification']);
  });

  test('killed with -9 while another worker lives on: the other takes the job within a minute', async () => {
    await start();
    peer.mood = 'hold-before';
    const victim = await startProcess();
    // Enough letters that both workers hold some.
    const letters = await Promise.all(Array.from({ length: 8 }, (_, n) => seal(`${n}.${address}`)));
    for (const letter of letters) await enqueue(letter);
    await until(() => peer.holding >= 5, 'only one worker took letters');
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    peer.mood = 'take';
    for (const letter of letters) await untilState(letter, 'sent', 120);
    for (const letter of letters) expect(await events(letter)).toEqual(['ConsignmentNotification']);
    for (const [n] of letters.entries()) expect(mails(`${n}.${address}`)).toHaveLength(1);
  }, 300_000);

  test('the timestamp of a sealed envelope is obtained, stored once, and entered once', async () => {
    await start();
    const letter = await seal();
    const ask = () =>
      database.db.$transaction((tx) =>
        made.services.queue.enqueue(tx, 'timestamp', { envelopeId: letter.envelopeId }),
      );
    await Promise.all([ask(), ask(), ask()]);
    const envelope = () => database.db.envelope.findUniqueOrThrow({ where: { id: letter.envelopeId } });
    await until(async () => (await envelope()).timestampResponse !== null, 'no timestamp');
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
    await until(async () => (await putBeforeLastTry()) === 1, 'never tried');
    const begunAgain = async () =>
      (
        await database.db.$queryRaw<
          unknown[]
        >`SELECT 1 FROM pgboss.job WHERE name = 'timestamp' AND state IN ('created', 'retry') AND retry_count < 2`
      ).length > 0;
    await until(begunAgain, 'the tries did not begin again');
    await waiting.stop();
    expect(await events(letter)).toEqual([]);
    await database.db.$executeRaw`UPDATE pgboss.job SET start_after = now() WHERE name = 'timestamp'`;
    await start();
    await until(async () => (await events(letter)).length > 0, 'never obtained');
    expect(await events(letter)).toEqual(['TimestampObtained']);
  });

  test('a stopped worker has ended its jobs and takes no more', async () => {
    const worker = await startWorker(made.services);
    const letter = await seal();
    peer.mood = 'hold';
    await enqueue(letter);
    await until(() => peer.holding > 0, 'never began');
    const stopped = worker.stop();
    peer.mood = 'take';
    await stopped;
    expect((await recipientOf(letter)).notificationState).toBe('sent');
    const later = await seal(`plus.tard.${address}`);
    await enqueue(later);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect((await recipientOf(later)).notificationState).toBe('pending');
  });
});
