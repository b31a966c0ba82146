import 'server-only';
import { existsSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { Config } from '../config';
import { StartError } from './start-error';

type Guarded = {
  file: string;
  setting: string;
  given: (keys: Config['keys']) => string | null;
  /** Whether there is something that only this key can go on with. */
  inUse: string;
  loss: string;
};

const guarded: readonly Guarded[] = [
  {
    file: 'vault.asc',
    setting: 'PLI_VAULT_PRIVATE_KEY',
    given: ({ vaultPrivateKey }) => vaultPrivateKey,
    inUse: 'SELECT 1 FROM envelopes LIMIT 1',
    loss: 'the envelopes of this database could never be opened again',
  },
  {
    file: 'log-1.key',
    setting: 'PLI_LOG_PRIVATE_KEY',
    given: ({ logPrivateKey }) => logPrivateKey,
    inUse: 'SELECT 1 FROM log_checkpoints LIMIT 1',
    loss: 'the audit log of this database could no longer prove that it is the same log',
  },
];

/**
 * Refuses to go on where a key would be made new beside a database that was used with another: somebody restored the database
 * and forgot the keys. Runs after the migrations, before keys are made.
 * @throws StartError which says what to bring back
 */
export async function assertKeysBelong({ keys, database }: Pick<Config, 'keys' | 'database'>): Promise<void> {
  const missing = guarded.filter(
    ({ file, given }) => given(keys) === null && !existsSync(path.join(keys.dir, file)),
  );
  if (missing.length === 0) return;
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    for (const { file, setting, inUse, loss } of missing) {
      const { rowCount } = await client.query(inUse);
      if (rowCount === 0) continue;
      throw new StartError(
        `${path.join(keys.dir, file)} is missing, but the database was used with it. Bring the file back from your backup, or give ${setting}. With a new key, ${loss}.`,
      );
    }
  } finally {
    await client.end();
  }
}
