import 'server-only';
import { prepareQueue } from '../jobs/prepare-queue';
import { queueSchema } from '../jobs/queue-definitions';
import { grantRowRights } from './app-role';
import { applyMigrations } from './apply-migrations';

/**
 * Brings a database up to date as its owner: migrations, the job queue, and, where the application has a role of its own,
 * that role's rights. Any number of starters may call it at once. Returns the migrations applied now.
 * @throws Error in words for the operator.
 */
export async function prepareDatabase(
  database: { url: string; ownerUrl: string },
  migrationsDir: string,
): Promise<string[]> {
  const applied = await applyMigrations(database.ownerUrl, migrationsDir);
  await prepareQueue(database.ownerUrl);
  const appRole = decodeURIComponent(new URL(database.url).username);
  if (appRole !== decodeURIComponent(new URL(database.ownerUrl).username)) {
    await grantRowRights(database.ownerUrl, appRole, [queueSchema]);
  }
  return applied;
}
