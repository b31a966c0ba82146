import 'server-only';
import { prepareQueue } from '../adapters/queue/prepare-queue';
import { queueSchema } from '../adapters/queue/queue-definitions';
import { ensureAppRole, grantRowRights } from '../db/app-role';
import { applyMigrations } from '../db/apply-migrations';

/**
 * Brings a database up to date as its owner: migrations, the job queue, and, where the application has a role of its own,
 * that role and its rights. Any number of starters may call it at once. Returns the migrations applied now.
 * @throws Error in words for the operator.
 */
export async function prepareDatabase(
  database: { url: string; ownerUrl: string },
  migrationsDir: string,
): Promise<string[]> {
  const applied = await applyMigrations(database.ownerUrl, migrationsDir);
  await prepareQueue(database.ownerUrl);
  const app = userOf(database.url);
  if (app.name !== userOf(database.ownerUrl).name) {
    await ensureAppRole(database.ownerUrl, app);
    await grantRowRights(database.ownerUrl, app.name, [queueSchema]);
  }
  return applied;
}

function userOf(url: string): { name: string; password: string } {
  const { username, password } = new URL(url);
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
}
