/**
 * What has to be done before web and worker start: migrations, keys, accounts to begin with. A program of its own, started and ended by
 * bin/start.ts, so that the process which stays holds none of what this needs. It says what a person must know over IPC.
 */
import path from 'node:path';
import { type Config, loadConfig } from '../lib/config';
import { ensureKeys, loadKeys } from '../lib/keys';
import { replayEndings } from '../lib/retention/replay-endings';
import { assertKeysBelong } from '../lib/start/assert-keys-belong';
import { createDatabase } from '../lib/start/create-database';
import {
  askForAdministrator,
  createFirstAdministrator,
  needsFirstAdministrator,
} from '../lib/start/first-administrator';
import { prepareDatabase } from '../lib/start/prepare-database';
import type { Prepared } from '../lib/start/prepare-in-child';
import { sealTitles } from '../lib/start/seal-titles';
import { sentenceFor } from '../lib/start/sentence-for';
import { createServices } from '../lib/wiring/create-services';
import { makeDemoLetters, wantDemoLetters } from '../prisma/seed/make-demo-letters';
import { seedDemo } from '../prisma/seed/seed-demo';

/** Accounts for a person to begin with: the demo's, with letters in them, or a link for the first administrator. */
async function prepareAccounts(config: Config): Promise<Prepared> {
  const services = await createServices(config, 'start');
  try {
    const replayed = await replayEndings(services);
    if (replayed > 0) console.log(`Letters destroyed again after a restore: ${replayed}.`);
    if (config.demoLetters) await wantDemoLetters(services, config.dataDir);
    const accounts = config.demo ? await seedDemo(services, config.dataDir) : [];
    const filesDir = path.resolve(import.meta.dirname, '../prisma/seed/files');
    if (config.demoLetters) await makeDemoLetters(services, config.dataDir, filesDir);
    if (!(await needsFirstAdministrator(services))) return { accounts, invitation: null };
    const wanted = config.firstAdministrator ?? (await askForAdministrator());
    if (!wanted)
      console.log('Nobody can sign in yet: set PLI_ADMIN_EMAIL (and PLI_ORGANISATION), and start again.');
    return { accounts, invitation: wanted ? await createFirstAdministrator(services, wanted) : null };
  } finally {
    await services.db.$disconnect();
  }
}

try {
  const config = loadConfig();
  if (process.argv.includes('--embedded')) await createDatabase(config.database.ownerUrl);
  await prepareDatabase(config.database, path.resolve(import.meta.dirname, '../prisma/migrations'));
  await assertKeysBelong(config);
  await ensureKeys(config);
  await sealTitles(config.database.ownerUrl, await loadKeys(config));
  const prepared = await prepareAccounts(config);
  process.send?.(prepared, () => process.exit(0));
} catch (error) {
  console.error(sentenceFor(error));
  process.exit(1);
}
