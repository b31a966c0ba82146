import 'server-only';
import PgBoss from 'pg-boss';
import { queueNames, queueSchema, queues } from './queue-definitions';

/**
 * Makes the queue's schema and its queues, or brings them up to date, as the owner of the database; repeating it is
 * harmless, also from several starters at once. Afterwards the application's own role needs row rights in the schema
 * and nothing more: a queue is a partition of one table, made here, and fetching, retrying, expiring and archiving jobs
 * are plain statements on rows.
 */
export async function prepareQueue(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: queueSchema,
    application_name: 'pli-prepare',
    max: 1,
    migrate: true,
    supervise: false,
    schedule: false,
  });
  const errors: Error[] = [];
  boss.on('error', (error) => errors.push(error));
  await boss.start();
  try {
    for (const name of queueNames) {
      const { retries, firstPauseSeconds, expirySeconds, deadLetter } = queues[name];
      const options = {
        name,
        // At most one waiting job of a key.
        policy: 'short' as const,
        retryLimit: retries,
        retryDelay: firstPauseSeconds,
        retryBackoff: true,
        expireInSeconds: expirySeconds,
        ...(deadLetter && { deadLetter }),
      };
      await boss.createQueue(name, options);
      await boss.updateQueue(name, options);
    }
  } finally {
    await boss.stop({ graceful: false });
  }
  if (errors[0]) throw errors[0];
}
