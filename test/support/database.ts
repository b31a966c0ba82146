import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import { createDatabaseClient, type PrismaClient } from '../../lib/db/client';
import { appRole, asSuperuser, templateName } from './database-template';

export type TestDatabase = {
  /** The application's own role: insert-only on the audit trail, as in production. */
  readonly url: string;
  /** The owner's (superuser's) URL of the same database. */
  readonly ownerUrl: string;
  /** A client under the application's role. */
  readonly db: PrismaClient;
};

/**
 * A migrated, empty database of its own for the calling test file (or describe block), on the run's embedded server;
 * dropped afterwards. Read its members inside tests and hooks only.
 * The vitest project needs `database: true` in vitest.config.ts.
 */
export function withTestDatabase(): TestDatabase {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  let client: PrismaClient | undefined;
  const at = (database: string, role?: { name: string; password: string }) => {
    const url = new URL(inject('postgresUrl'));
    url.pathname = `/${database}`;
    if (role) Object.assign(url, { username: role.name, password: role.password });
    return url.href;
  };
  const database = {
    get url() {
      return at(name, appRole);
    },
    get ownerUrl() {
      return at(name);
    },
    get db() {
      if (!client) throw new Error('withTestDatabase(): the database is there only inside hooks and tests.');
      return client;
    },
  };
  beforeAll(async () => {
    await asSuperuser(at('postgres'), `CREATE DATABASE ${name} TEMPLATE ${templateName}`);
    client = createDatabaseClient(database.url);
  });
  afterAll(async () => {
    await client?.$disconnect();
    await asSuperuser(at('postgres'), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
  return database;
}
