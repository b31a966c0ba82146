import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../lib/embedded-postgres/start-embedded-postgres';
import { prepareTemplate } from './database-template';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser's URL, without a database. */
    postgresUrl: string;
  }
}

type Shared = { users: number; started: Promise<{ url: string; stop: () => Promise<void> }> };
const holder = globalThis as typeof globalThis & { pliTestPostgres?: Shared }; // one server for all projects of a run

async function start() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pli-test-postgres-'));
  // Nothing here has to survive a power cut: tests of durability start a server of their own.
  const server = await startEmbeddedPostgres({
    folder,
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'],
  });
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', () => endNow(server.pid)); // an interrupted run leaves nothing behind
  await prepareTemplate(server.url('postgres')).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url: server.url(''), stop };
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // it has ended in order
  }
}

/** Vitest global set-up: an embedded Postgres in a temporary folder with a migrated template, shared by all projects of one run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  holder.pliTestPostgres ??= { users: 0, started: start() };
  const shared = holder.pliTestPostgres;
  shared.users += 1;
  project.provide('postgresUrl', (await shared.started).url);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    delete holder.pliTestPostgres;
    await (await shared.started).stop();
  };
}
