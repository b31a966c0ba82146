import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { applyMigrations } from '../../lib/db/apply-migrations';
import { prepareDatabase } from '../../lib/start/prepare-database';
import { withTestDatabase } from '../support/database';
import { temporaryFolder } from '../support/temporary-folder';

const database = withTestDatabase();
const migrations = path.resolve('prisma/migrations');

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

async function folderWith(name: string, sql: string): Promise<string> {
  const dir = temporaryFolder('migrations');
  await cp(migrations, dir, { recursive: true });
  await mkdir(path.join(dir, name), { recursive: true });
  await writeFile(path.join(dir, name, 'migration.sql'), sql);
  return dir;
}

describe('preparing a database', () => {
  test('again, and by five starters at once, changes nothing', async () => {
    const before = await query('SELECT migration_name, checksum FROM _prisma_migrations');
    const applied = await Promise.all(Array.from({ length: 5 }, () => prepareDatabase(database, migrations)));
    expect(applied.flat()).toEqual([]);
    expect(await query('SELECT migration_name, checksum FROM _prisma_migrations')).toEqual(before);
  });

  test('a new migration is applied once, whoever comes first', async () => {
    const dir = await folderWith('29990101000000_more', 'CREATE TABLE more (id int)');
    const applied = await Promise.all([1, 2, 3].map(() => applyMigrations(database.ownerUrl, dir)));
    expect(applied.flat()).toEqual(['29990101000000_more']);
  });

  test('a migration that was changed after it was applied stops the start', async () => {
    const dir = await folderWith('29990101000000_more', 'CREATE TABLE more (id bigint)');
    await expect(applyMigrations(database.ownerUrl, dir)).rejects.toThrow('29990101000000_more was changed');
  });

  test('a migration that fails says so now and at the next start', async () => {
    const dir = await folderWith('29990102000000_broken', 'CREATE TABLE more (id int)');
    await expect(applyMigrations(database.ownerUrl, dir)).rejects.toThrow('already exists');
    await expect(applyMigrations(database.ownerUrl, dir)).rejects.toThrow(
      '29990102000000_broken failed earlier',
    );
  });
});
