import 'server-only';
import { createHmac } from 'node:crypto';
import path from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres/start-embedded-postgres';

const databaseName = 'pli';
const appRole = 'pli_app';
const lookEveryMilliseconds = 250;

export type StartedDatabase = {
  /** The application's restricted role, which `prepareDatabase` makes. */
  url: string;
  ownerUrl: string;
  /**
   * Resolves when the server has gone away or was told to end; the caller starts (or joins) it again. Never after `stop`. From the
   * crash of a session it recovers by itself, at the same address.
   */
  gone: Promise<void>;
  /** The end of what the server logged, where this process started it; else empty. */
  lastWords(): string;
  stop(): Promise<void>;
};

/**
 * The embedded server, with the addresses of a database on it that bin/prepare.ts makes. It starts on the port it had before wherever that is free, so
 * that processes which hold its address find it again after a crash.
 */
export async function startDatabase(dataDir: string, port: number | undefined): Promise<StartedDatabase> {
  const server = await startEmbeddedPostgres({
    folder: path.join(dataDir, 'postgres'),
    ...(port === undefined ? {} : { port }),
  });
  const ownerUrl = server.url(databaseName);
  const url = Object.assign(new URL(ownerUrl), { username: appRole, password: passwordFor(ownerUrl) }).href;
  const watcher = watch(server);
  return {
    url,
    ownerUrl,
    gone: watcher.gone,
    lastWords: server.lastWords,
    async stop() {
      watcher.close();
      await server.stop();
    },
  };
}

/** What the server says it does, asked four times a second: no connection of ours has to break, nor is held. */
function watch(server: EmbeddedPostgres): { gone: Promise<void>; close(): void } {
  let timer: NodeJS.Timeout | undefined;
  const gone = new Promise<void>((resolve) => {
    timer = setInterval(() => {
      const status = server.status();
      // Told to end by SIGTERM it waits for its clients, which never leave, and takes no new ones: it has gone.
      if (status === null || status === 'stopping') resolve();
    }, lookEveryMilliseconds);
  });
  const close = () => clearInterval(timer);
  void gone.then(close);
  return { gone, close };
}

/** Derived from the server's own generated password, so that there is one file to keep and none to lose. */
function passwordFor(ownerUrl: string): string {
  return createHmac('sha256', new URL(ownerUrl).password).update(appRole).digest('base64url');
}
