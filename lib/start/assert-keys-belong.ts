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
    file: 'secret',
    setting: 'PLI_SECRET',
    given: ({ secret }) => secret,
    inUse: 'SELECT 1 FROM envelopes WHERE sealed_title IS NOT NULL LIMIT 1',
    loss: 'the titles of its letters could never be shown again',
  },
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
    await assertMonthsAreThere(client, keys.monthsDir);
  } finally {
    await client.end();
  }
}

/** A key of a month that letters still need. One that is gone with all of its letters is not missed. */
async function assertMonthsAreThere(client: pg.Client, dir: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT v.name FROM vault_keys v WHERE v.destroyed_at IS NULL
    AND EXISTS (SELECT FROM envelope_keys k WHERE k.vault_key = v.name AND k.packet IS NOT NULL) ORDER BY v.name`);
  const missing = rows.map(({ name }) => path.join(dir, `${name}.asc`)).filter((file) => !existsSync(file));
  if (missing.length > 0)
    throw new StartError(
      `${missing.join(', ')} is missing, but letters were sealed under it. Bring the file back from the backup of the vault's keys, or say with PLI_VAULT_KEYS_DIR where it lies. Without it, the letters of that month could never be opened again.`,
    );
}
