import path from 'node:path';
import pg from 'pg';
import { prepareDatabase } from '../../lib/start/prepare-database';

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
  const url = Object.assign(new URL(ownerUrl), { username: appRole.name, password: appRole.password }).href;
  await prepareDatabase({ url, ownerUrl: ownerUrl.href }, path.resolve('prisma/migrations'));
}
