import 'server-only';
import { createHmac } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres/start-embedded-postgres';

const databaseName = 'pli';
const appRole = 'pli_app';

export type StartedDatabase = {
  /** The application's restricted role, which `prepareDatabase` makes. */
  url: string;
  ownerUrl: string;
  /** Calls back once when the server has gone away; the caller starts it again. */
  onceGone(callback: () => void): void;
  stop(): Promise<void>;
};

/**
 * The embedded database with the application's own role. It starts on the port it had before wherever that is free, so
 * that processes which hold its address find it again after a crash.
 */
export async function startDatabase(dataDir: string, port: number | undefined): Promise<StartedDatabase> {
  const server = await startEmbeddedPostgres({
    folder: path.join(dataDir, 'postgres'),
    ...(port === undefined ? {} : { port }),
  });
  await createDatabase(server);
  const ownerUrl = server.url(databaseName);
  const url = Object.assign(new URL(ownerUrl), { username: appRole, password: passwordFor(ownerUrl) }).href;
  const watcher = new pg.Client({
    connectionString: ownerUrl,
    application_name: 'pli-start',
    keepAlive: true,
  });
  await watcher.connect();
  watcher.on('error', () => undefined); // `end` follows
  return {
    url,
    ownerUrl,
    onceGone: (callback) => void watcher.once('end', callback),
    async stop() {
      watcher.removeAllListeners('end');
      await watcher.end().catch(() => undefined);
      await server.stop();
    },
  };
}

async function createDatabase(server: EmbeddedPostgres): Promise<void> {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName]);
    if (!rowCount) await client.query(`CREATE DATABASE ${databaseName}`);
  } catch (error) {
    // another starter was a moment faster
    if (!(error instanceof pg.DatabaseError && (error.code === '42P04' || error.code === '23505')))
      throw error;
  } finally {
    await client.end();
  }
}

/** Derived from the server's own generated password, so that there is one file to keep and none to lose. */
function passwordFor(ownerUrl: string): string {
  return createHmac('sha256', new URL(ownerUrl).password).update(appRole).digest('base64url');
}
