import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { parseConfig } from '../../lib/config';
import { ensureKeys } from '../../lib/keys';
import type { Clock } from '../../lib/ports/clock';
import type { Services } from '../../lib/services';
import { createServices } from '../../lib/wiring/create-services';
import type { TestDatabase } from './database';

export type TestServices = {
  /** The services as the web process wires them; also what `getServices()` gives in this test file. */
  readonly services: Services;
  /** Moves the application's clock (not the database's) forward. */
  later(milliseconds: number): void;
};

const holder = globalThis as typeof globalThis & { pliServices?: Promise<Services> };

/**
 * Real services on a test database and a temporary data folder, with a clock that can be moved. Call after
 * `withTestDatabase()`; read inside hooks and tests only.
 */
export function withTestServices(
  database: TestDatabase,
  settings: Record<string, string> = {},
): TestServices {
  let made: Services | undefined;
  let aheadMs = 0;
  let folder = '';
  const clock: Clock = { now: () => new Date(Date.now() + aheadMs) };
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'pli-services-'));
    const config = parseConfig({
      PLI_DATA_DIR: folder,
      DATABASE_URL: database.url,
      PLI_LOG_LEVEL: 'error',
      PLI_PUBLIC_URL: 'http://pli.test',
      ...settings,
    });
    await ensureKeys(config);
    made = { ...(await createServices(config, 'test')), clock };
    holder.pliServices = Promise.resolve(made);
  });
  afterAll(async () => {
    delete holder.pliServices;
    await made?.db.$disconnect();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get services() {
      if (!made) throw new Error('withTestServices(): the services are there only inside hooks and tests.');
      return made;
    },
    later(milliseconds) {
      aheadMs += milliseconds;
    },
  };
}
