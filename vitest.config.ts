import os from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;
const seconds = (n: number) => n * 1000;
const database = ['test/support/postgres-server.ts'];
const pli = ['test/support/shared-pli.ts'];
/** More than 1 in the long tier (test/support/runs.ts). */
const fuzzFactor = Number(process.env.PLI_FUZZ_FACTOR ?? 1);

/**
 * One project a kind of proof; `npx vitest run --project integration`, or a path, runs a part of them. The times
 * are for a machine that is slow and busy: they end what hangs, and say nothing about speed.
 */
const project = (
  name: string,
  options: { globalSetup?: string[]; timeoutSeconds?: number; serial?: boolean; include?: string[] } = {},
) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`, ...(options.include ?? [])],
    testTimeout: seconds(options.timeoutSeconds ?? 60),
    hookTimeout: seconds(Math.max(120, options.timeoutSeconds ?? 0)),
    fileParallelism: !options.serial,
    // Vitest's own second is over before a busy machine has looked twice.
    expect: { poll: { timeout: seconds(30) } },
    globalSetup: options.globalSetup ?? [],
  },
});

export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^server-only$/, replacement: path.join(root, 'test/support/server-only.ts') },
      { find: /^@\//, replacement: `${root}/` },
    ],
  },
  test: {
    environment: 'node',
    // Files wait for a database or a program half of their time: one more at a time than Vitest would dare on two cores.
    maxWorkers: Math.max(os.availableParallelism(), 2),
    projects: [
      project('unit', {
        include: ['lib/**/*.test.{ts,tsx}', 'app/**/*.test.{ts,tsx}', 'test/vectors/**/*.test.ts'],
      }),
      project('property', { timeoutSeconds: 180 * fuzzFactor }),
      project('house', { timeoutSeconds: 600 }),
      project('integration', { globalSetup: database, timeoutSeconds: 180 }),
      project('contract', { globalSetup: database, timeoutSeconds: 180 }),
      project('routes', { globalSetup: database, timeoutSeconds: 180 }),
      project('attacks', { globalSetup: pli, timeoutSeconds: 300, serial: true }),
      project('faults', { globalSetup: database, timeoutSeconds: 300, serial: true }),
      project('topology', { timeoutSeconds: 300, serial: true }),
      project('e2e', { globalSetup: pli, timeoutSeconds: 300, serial: true }),
      // Races, fuzzing, kills and scale in full: `npm run test:long`.
      project('long', { globalSetup: database, timeoutSeconds: 3_600, serial: true }),
    ],
  },
});
