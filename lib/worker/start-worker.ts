import 'server-only';
import PgBoss from 'pg-boss';
import { type QueueName, queueNames, queueSchema } from '../adapters/queue/queue-definitions';
import { forgetExpired } from '../auth/forget-expired';
import { lineLimits } from '../db/client';
import { releaseDue } from '../delivery/release-due';
import { scheduleDeliveries } from '../destinations/schedule-deliveries';
import { removeOverdue } from '../filing/remove-overdue';
import { returnDue } from '../filing/return-due';
import { tellOfEndings } from '../notification/tell-of-endings';
import { foldChanges } from '../quota/fold-changes';
import { discardAbandoned } from '../retention/discard-abandoned';
import { judgeDue } from '../retention/judge-due';
import { retireMonthKeys } from '../retention/retire-month-keys';
import { indexLetters } from '../search/index-letters';
import { wrapAgain } from '../search-index/wrap-again';
import type { Services } from '../services';
import { checkDaily } from '../transparency-log/check-log';
import { scheduleKeeping } from '../transparency-log/keep-heads';
import { pruneDaily } from '../transparency-log/prune-daily';
import { runSequencer } from '../transparency-log/run-sequencer';
import { submitToWitness } from '../transparency-log/submit-to-witness';
import { stampHourly } from '../transparency-log/timestamped-checkpoint';
import { createHandlers } from './handlers';
import { type RunningQueue, runQueue } from './run-queue';
import { announceWorker } from './worker-presence';

export type RunningWorker = {
  /** Takes no more jobs, lets those under way end (a handler ends within its queue's expiry), closes its connections. */
  stop(): Promise<void>;
};

const expireEveryMilliseconds = 5_000;
const archiveEveryMilliseconds = 60_000;
const deliverEveryMilliseconds = 2_000;
const indexEveryMilliseconds = 1_000;
/** So long a key of a search index that was retired is good for at most, once its right has ended. */
const wrapEveryMilliseconds = 30_000;
const forgetEveryMilliseconds = 3_600_000;
/** Letters that were put away come back so much late at most; those that were left are looked for as often. */
const returnEveryMilliseconds = 15_000;
const stampEveryMilliseconds = 60_000;
/** Do something once a day. */
const lookEveryMilliseconds = 600_000;

/**
 * Runs all background jobs. Any number of workers may run on one database. A job whose worker was killed is taken up
 * again when its expiry has passed (40 s), or at once when a worker starts and finds itself alone.
 * @throws when the database is away or the queue was not prepared
 */
export async function startWorker(services: Services): Promise<RunningWorker> {
  const { log } = services;
  const boss = new PgBoss({
    // pg-boss hands what it does not know itself on to its pool.
    ...lineLimits,
    connectionString: services.config.database.url,
    schema: queueSchema,
    application_name: 'pli-worker',
    max: 4,
    migrate: false,
    supervise: false,
    schedule: false,
    archiveCompletedAfterSeconds: 300,
    archiveFailedAfterSeconds: 7 * 86_400,
    deleteAfterDays: 7,
  });
  boss.on('error', (error) => log.warn({ err: error }, 'worker: queue'));
  await boss.start();

  const running = new Map<string, RunningQueue>();
  const presence = await announceWorker(services.config.database.url, log, {
    alone: async (client) => {
      const { rows } = await client.query<{ name: QueueName; id: string }>(
        `SELECT name, id FROM ${queueSchema}.job WHERE state = 'active'`,
      );
      for (const { name, id } of rows) await boss.fail(name, id, { message: 'the worker was killed' });
      if (rows.length > 0) log.info({ jobs: rows.length }, 'worker: took back jobs of a killed worker');
    },
    job: (queue) => running.get(queue)?.wake(),
  });
  const handlers = createHandlers(services);
  const run = <N extends QueueName>(name: N) => running.set(name, runQueue(boss, log, name, handlers[name]));
  for (const name of queueNames) run(name);

  const stopRepeating = [
    repeat(expireEveryMilliseconds, () => boss.expire(), log),
    repeat(archiveEveryMilliseconds, () => boss.maintain(), log),
    repeat(deliverEveryMilliseconds, () => scheduleDeliveries(services), log),
    repeat(indexEveryMilliseconds, () => indexLetters(services), log),
    repeat(wrapEveryMilliseconds, () => wrapAgain(services), log),
    repeat(forgetEveryMilliseconds, () => forgetExpired(services), log),
    repeat(returnEveryMilliseconds, () => returnDue(services), log),
    repeat(returnEveryMilliseconds, () => releaseDue(services), log),
    repeat(stampEveryMilliseconds, () => stampHourly(services), log),
    repeat(stampEveryMilliseconds, () => submitToWitness(services), log),
    repeat(stampEveryMilliseconds, () => scheduleKeeping(services), log),
    repeat(lookEveryMilliseconds, () => checkDaily(services), log),
    repeat(lookEveryMilliseconds, () => pruneDaily(services), log),
    repeat(lookEveryMilliseconds, () => judgeDue(services), log),
    repeat(lookEveryMilliseconds, () => removeOverdue(services), log),
    repeat(lookEveryMilliseconds, () => discardAbandoned(services), log),
    repeat(lookEveryMilliseconds, () => tellOfEndings(services), log),
    repeat(forgetEveryMilliseconds, () => retireMonthKeys(services), log),
    repeat(lookEveryMilliseconds, () => foldChanges(services), log),
  ];
  const sequencer = runSequencer(services);
  log.info('worker: started');

  return {
    async stop() {
      for (const stop of stopRepeating) stop();
      await Promise.all([...running.values()].map((queue) => queue.stop()));
      await sequencer.stop();
      await presence.close();
      await boss.stop({ graceful: false });
      log.info('worker: stopped');
    },
  };
}

function repeat(milliseconds: number, work: () => Promise<void>, log: Services['log']): () => void {
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    work()
      .catch((error: unknown) => log.warn({ err: error }, 'worker: upkeep'))
      .finally(() => {
        busy = false;
      });
  }, milliseconds);
  return () => clearInterval(timer);
}
