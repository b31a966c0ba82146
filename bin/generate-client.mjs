// Writes lib/db/generated from prisma/schema.prisma: before a start, a build, the tests and `npm run types`; where it is current it does nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** Does nothing where the client is already that of the schema. @throws Error with Prisma's words when it fails. */
export function generateClient() {
  const schema = readFileSync(path.join(root, 'prisma/schema.prisma'));
  const { version } = createRequire(import.meta.url)('@prisma/client/package.json');
  const stamp = createHash('sha256').update(schema).update(version).digest('hex');
  const stampFile = path.join(root, 'lib/db/generated/.stamp');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const prisma = path.join(root, 'node_modules/prisma/build/index.js');
  if (!existsSync(prisma)) {
    if (existsSync(path.join(root, 'lib/db/generated'))) return; // an image without development packages
    throw new Error('The package prisma is missing: run npm ci.');
  }
  const made = spawnSync(process.execPath, [prisma, 'generate'], {
    cwd: root,
    encoding: 'utf8',
    // Generating needs no schema engine, and so no download of one: any program does in its place.
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  });
  if (made.status !== 0)
    throw new Error(`prisma generate failed: ${made.stderr || made.stdout || made.error}`);
  writeFileSync(stampFile, stamp);
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) generateClient();
