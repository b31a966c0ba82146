import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import type PgBoss from 'pg-boss';
import {
  type QueueDefinition,
  type QueueName,
  type QueuePayload,
  queueSchema,
  queues,
} from '../adapters/queue/queue-definitions';
import type { Logger } from '../log';

/** Which try this is; `last` when a failure now is final. */
export type Attempt = { number: number; last: boolean };
/** Does one job, any number of times: a job may run again after a crash, so its effects must be guarded by what it finds. */
export type JobHandler<N extends QueueName> = (payload: QueuePayload[N], attempt: Attempt) => Promise<void>;

export type RunningQueue = {
  /** Looks for jobs now instead of at the next poll. */
  wake(): void;
  /** Takes no more jobs; resolves when those under way have ended. */
  stop(): Promise<void>;
};

const pollMilliseconds = 2_000;

/**
 * Takes jobs of one queue and runs a few at once. This replaces pg-boss' own `work()`, which leaves the promise of
 * "completed" unhandled, so that a database away for a second ends the whole process.
 */
export function runQueue<N extends QueueName>(
  boss: PgBoss,
  log: Logger,
  name: N,
  handler: JobHandler<N>,
): RunningQueue {
  const { atOnce } = queues[name];
  const underWay = new Set<Promise<void>>();
  let stopping = false;
  let bell = new AbortController();

  const wake = () => bell.abort();
  const take = async (): Promise<number> => {
    const jobs = await boss.fetch<QueuePayload[N]>(name, {
      batchSize: atOnce - underWay.size,
      includeMetadata: true,
    });
    for (const job of jobs) {
      const running: Promise<void> = runJob(boss, log, job, handler).finally(() => {
        underWay.delete(running);
        wake();
      });
      underWay.add(running);
    }
    return jobs.length;
  };
  const loop = async () => {
    while (!stopping) {
      bell = new AbortController();
      if (underWay.size < atOnce && (await take()) > 0 && underWay.size < atOnce) continue;
      if (!stopping) await pause(pollMilliseconds, undefined, { signal: bell.signal }).catch(() => undefined);
    }
  };
  const ended = loop();

  return {
    wake,
    async stop() {
      stopping = true;
      wake();
      await ended;
      await Promise.all(underWay);
    },
  };
}

async function runJob<N extends QueueName>(
  boss: PgBoss,
  log: Logger,
  job: PgBoss.JobWithMetadata<QueuePayload[N]>,
  handler: JobHandler<N>,
): Promise<void> {
  const attempt = { number: job.retryCount + 1, last: job.retryCount >= job.retryLimit };
  const line = { queue: job.name, jobId: job.id, try: attempt.number };
  const stopBeating = keepTaken(boss, log, job);
  try {
    await handler(job.data, attempt);
    await boss.complete(job.name, job.id);
    log.debug(line, 'job done');
  } catch (error) {
    log.warn({ ...line, last: attempt.last, err: error }, 'job failed');
    // When this fails too (the database is away) the job stays taken until its expiry, and is then tried again.
    await boss
      .fail(job.name, job.id, { message: error instanceof Error ? error.message.slice(0, 500) : 'failed' })
      .catch((failure: unknown) => log.error({ ...line, err: failure }, 'job could not be given back'));
  } finally {
    stopBeating();
  }
}

/**
 * Says again and again that this worker is alive and at the job, so that a job may take longer than its expiry (a mail server
 * may think for ten minutes) while that of a killed worker is taken up soon. It ends after the queue's longest time.
 */
function keepTaken(boss: PgBoss, log: Logger, job: PgBoss.JobWithMetadata<unknown>): () => void {
  const queue: QueueDefinition = queues[job.name as QueueName]; // fetched by that very name
  const until = Date.now() + queue.longestSeconds * 1_000;
  const timer = setInterval(
    () => {
      if (Date.now() > until) return clearInterval(timer);
      boss
        .getDb()
        .executeSql(
          `UPDATE ${queueSchema}.job SET started_on = now() WHERE name = $1 AND id = $2 AND state = 'active'`,
          [job.name, job.id],
        )
        .catch((error: unknown) =>
          log.warn({ queue: job.name, jobId: job.id, err: error }, 'job: no sign of life'),
        );
    },
    (queue.expirySeconds * 1_000) / 4,
  );
  return () => clearInterval(timer);
}
