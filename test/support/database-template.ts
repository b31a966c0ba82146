import path from 'node:path';
import pg from 'pg';
import { grantAppRole } from '../../lib/db/app-role';
import { applyMigrations } from '../../lib/db/apply-migrations';

export const templateName = 'pli_template';
export const appRole = { name: 'pli_app', password: 'only-in-tests' };

/** Runs one statement as the superuser. */
export async function asSuperuser(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** A migrated, empty database that every test database is copied from (30 ms instead of a migration each). */
export async function prepareTemplate(superuserUrl: string): Promise<void> {
  await asSuperuser(superuserUrl, `CREATE DATABASE ${templateName}`);
  const ownerUrl = new URL(superuserUrl);
  ownerUrl.pathname = `/${templateName}`;
  await applyMigrations(ownerUrl.href, path.resolve('prisma/migrations'));
  await grantAppRole(ownerUrl.href, appRole);
}
