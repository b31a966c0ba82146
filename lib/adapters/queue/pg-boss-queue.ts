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
        db: { executeSql: (text, values) => executeInside(tx, text, values) },
        singletonKey: options.key ?? randomUUID(),
        ...(options.startAfterSeconds && { startAfter: options.startAfterSeconds }),
      });
      if (id === null) await assertQueueExists(tx, name);
      await tx.$executeRaw`SELECT pg_notify(${wakeChannel}, ${name})`;
    },
    async enqueueAll(tx, name, jobs) {
      await boss.insert(
        jobs.map(({ payload, key }) => ({ name, data: payload, singletonKey: key })),
        { db: { executeSql: (text, values) => executeInside(tx, text, values) } },
      );
      await tx.$executeRaw`SELECT pg_notify(${wakeChannel}, ${name})`;
    },
  };
}

async function executeInside(tx: Tx, text: string, values: unknown[]): Promise<{ rows: unknown[] }> {
  const bound = values.map((value) => (isRecord(value) ? JSON.stringify(value) : (value ?? null)));
  return { rows: await tx.$queryRawUnsafe<unknown[]>(text, ...bound) };
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
