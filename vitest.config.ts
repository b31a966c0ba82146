import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;
const seconds = (n: number) => n * 1000;

/**
 * One project a kind of proof; `npx vitest run --project integration`, or a path, runs a part of them. The times
 * are for a machine that is slow and busy: they end what hangs, and say nothing about speed.
 */
const project = (
  name: string,
  options: { database?: boolean; timeoutSeconds?: number; serial?: boolean; include?: string[] } = {},
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
    ...(options.database ? { globalSetup: ['test/support/postgres-server.ts'] } : {}),
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
    projects: [
      project('unit', {
        include: ['lib/**/*.test.{ts,tsx}', 'app/**/*.test.{ts,tsx}', 'test/vectors/**/*.test.ts'],
      }),
      project('property', { timeoutSeconds: 180 }),
      project('house', { timeoutSeconds: 240 }),
      project('integration', { database: true, timeoutSeconds: 180 }),
      project('contract', { database: true, timeoutSeconds: 180 }),
      project('routes', { database: true, timeoutSeconds: 180 }),
      project('attacks', { database: true, timeoutSeconds: 300, serial: true }),
      project('faults', { database: true, timeoutSeconds: 300, serial: true }),
      project('topology', { timeoutSeconds: 300, serial: true }),
      project('e2e', { timeoutSeconds: 300, serial: true }),
    ],
  },
});
