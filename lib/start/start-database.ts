import 'server-only';
import { createHmac } from 'node:crypto';
import path from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres/start-embedded-postgres';

const databaseName = 'pli';
const appRole = 'pli_app';
const lookEveryMilliseconds = 1_000;

export type StartedDatabase = {
  /** The application's restricted role, which `prepareDatabase` makes. */
  url: string;
  ownerUrl: string;
  /**
   * Resolves when the server has gone away, was told to end, or has thrown everybody out to recover from a crash; the caller
   * starts (or joins) it again. Never after `stop`.
   */
  gone: Promise<void>;
  /** The end of what the server logged, where this process started it; else empty. */
  lastWords(): string;
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
  const watcher = await watch(ownerUrl, server);
  return {
    url,
    ownerUrl,
    gone: watcher.gone,
    lastWords: server.lastWords,
    async stop() {
      await watcher.close();
      await server.stop();
    },
  };
}

/**
 * A connection that breaks when the server ends its sessions, and a look each second at what the server says it does: told to
 * end by SIGTERM it waits for its clients and takes no new ones, so that no connection would ever break.
 */
async function watch(
  ownerUrl: string,
  server: EmbeddedPostgres,
): Promise<{ gone: Promise<void>; close(): Promise<void> }> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    application_name: 'pli-start',
    keepAlive: true,
  });
  await client.connect();
  client.on('error', () => undefined); // `end` follows
  let timer: NodeJS.Timeout | undefined;
  const gone = new Promise<void>((resolve) => {
    client.once('end', resolve);
    timer = setInterval(() => {
      const status = server.status();
      if (status === null || status === 'stopping') resolve();
    }, lookEveryMilliseconds);
    timer.unref();
  });
  void gone.then(() => clearInterval(timer));
  return {
    gone,
    async close() {
      clearInterval(timer);
      client.removeAllListeners('end');
      await client.end().catch(() => undefined);
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
