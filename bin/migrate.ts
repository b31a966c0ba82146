/** Brings the database up to date and makes missing key files; a container runs it once before web and worker. */
import path from 'node:path';
import { ConfigError, loadConfig } from '../lib/config';
import { ensureKeys, loadKeys } from '../lib/keys';
import { replayEndings } from '../lib/retention/replay-endings';
import { assertKeysBelong } from '../lib/start/assert-keys-belong';
import { createFirstAdministrator, needsFirstAdministrator } from '../lib/start/first-administrator';
import { assertRuntime } from '../lib/start/node-runtime';
import { prepareDatabase } from '../lib/start/prepare-database';
import { sealTitles } from '../lib/start/seal-titles';
import { StartError } from '../lib/start/start-error';
import { createServices } from '../lib/wiring/create-services';
import { seedDemo } from '../prisma/seed/seed-demo';

try {
  const config = loadConfig();
  assertRuntime(config);
  const applied = await prepareDatabase(
    config.database,
    path.resolve(import.meta.dirname, '../prisma/migrations'),
  );
  console.log(
    applied.length > 0 ? `Migrations applied: ${applied.join(', ')}` : 'The database is up to date.',
  );
  await assertKeysBelong(config);
  await ensureKeys(config);
  const titles = await sealTitles(config.database.ownerUrl, await loadKeys(config));
  if (titles > 0) console.log(`Titles sealed: ${titles}.`);
  const services = await createServices(config, 'migrate');
  const replayed = await replayEndings(services);
  if (replayed > 0) console.log(`Destroyed again after a restore: ${replayed}.`);
  if (config.demo) {
    for (const { email, password, role } of await seedDemo(services, config.dataDir))
      console.log(`${email} ${role} ${password}`);
  }
  const wanted = config.firstAdministrator;
  if (wanted && (await needsFirstAdministrator(services))) {
    console.log(
      `The first administrator chooses a password at ${await createFirstAdministrator(services, wanted)}`,
    );
  }
  await services.db.$disconnect();
} catch (error) {
  console.error(error instanceof ConfigError || error instanceof StartError ? error.message : error);
  process.exit(1);
}
