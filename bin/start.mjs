// `npm start`: hands over to the right Node, builds what is out of date, then runs dist/start.mjs (bin/start.ts).
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { onTheRightNode } from './node-runtime.mjs';

try {
  await onTheRightNode(import.meta.filename);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
if (!existsSync(path.join(import.meta.dirname, '../node_modules/next'))) {
  console.error('Packages are missing: run npm ci first.');
  process.exit(1);
}
// In a process of its own: what building needs is not kept by the one that stays.
const flags = process.argv.slice(2);
const noPages = flags.includes('--no-build') || flags.includes('--dev');
const built = spawnSync(
  process.execPath,
  [path.join(import.meta.dirname, 'build.mjs'), ...(noPages ? ['--no-pages'] : [])],
  { stdio: ['ignore', 'inherit', 'inherit'] },
);
if (built.status !== 0) process.exit(1);
await import('../dist/start.mjs');
