import 'server-only';
import { randomUUID } from 'node:crypto';
import PgBoss from 'pg-boss';
import type { Tx } from '../../db/transaction';
import type { JobQueue } from '../../ports/queue';
import { queueSchema, wakeChannel } from './queue-definitions';

/**
 * Jobs on pg-boss, written by the caller's own transaction: no commit, no job. Opens no connection of its own.
 * With `key`, a job of the same name and key that still waits for its first try is enough: no second one is added.
 */
export function createJobQueue(): JobQueue {
  const boss = new PgBoss({
    db: { executeSql: () => Promise.reject(new Error('a job is only enqueued inside a transaction')) },
    schema: queueSchema,
    migrate: false,
    supervise: false,
    schedule: false,
  });
  return {
    async enqueue(tx, name, payload, options = {}) {
      const id = await boss.send(name, payload, {
        db: { executeSql: (text, values) => addAndWake(tx, name, text, values) },
        singletonKey: options.key ?? randomUUID(),
        ...(options.startAfterSeconds && { startAfter: options.startAfterSeconds }),
      });
      if (id === null) await assertQueueExists(tx, name);
    },
    async enqueueAll(tx, name, jobs) {
      await boss.insert(
        jobs.map(({ payload, key }) => ({ name, data: payload, singletonKey: key })),
        { db: { executeSql: (text, values) => addAndWake(tx, name, `${text} RETURNING id`, values) } },
      );
    },
  };
}

/** pg-boss's own INSERT, and the call that wakes workers when it is committed, in one statement. */
async function addAndWake(
  tx: Tx,
  name: string,
  insert: string,
  values: unknown[],
): Promise<{ rows: { id: string }[] }> {
  const bound = values.map((value) => (isRecord(value) ? JSON.stringify(value) : (value ?? null)));
  const [channel, payload] = [`$${bound.length + 1}::text`, `$${bound.length + 2}::text`];
  const rows = await tx.$queryRawUnsafe<{ id: string }[]>(
    `WITH added AS (${insert}), woken AS (SELECT pg_notify(${channel}, ${payload})::text)
     SELECT added.id FROM added CROSS JOIN woken`,
    ...bound,
    wakeChannel,
    name,
  );
  return { rows };
}

/** pg-boss adds nothing, and says nothing, when the queue is unknown: that must not pass for "already waiting". */
async function assertQueueExists(tx: Tx, name: string): Promise<void> {
  const found = await tx.$queryRawUnsafe<unknown[]>(
    `SELECT 1 FROM ${queueSchema}.queue WHERE name = $1`,
    name,
  );
  if (found.length === 0) throw new Error(`queue ${name} has not been prepared`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}
