import 'server-only';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import type { RunAs } from './run-as';
import { serverBinary } from './server-binary';

/** Written once, whoever comes first: link() refuses an existing name, so two starters agree on one password. */
export function superuserPassword(folder: string): { file: string; password: string } {
  const file = path.join(folder, 'password');
  if (!existsSync(file)) {
    const own = `${file}.${process.pid}`;
    writeFileSync(own, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flush: true });
    try {
      linkSync(own, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    }
    rmSync(own);
  }
  return { file, password: readFileSync(file, 'utf8').trim() };
}

/**
 * Makes the data folder beside its place, then renames: an interrupted initdb leaves nothing half made. One that is there stays as it is.
 * @throws EmbeddedPostgresError with what initdb said
 */
export function initialise(folder: string, dataDir: string, passwordFile: string, as: RunAs): void {
  if (existsSync(path.join(dataDir, 'PG_VERSION'))) return;
  const fresh = path.join(folder, `init-${process.pid}`);
  const [program, args] = as.command(serverBinary('initdb'), [
    '-D',
    fresh,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
  ]);
  const made = spawnSync(program, args, { encoding: 'utf8', ...as.ids });
  if (made.status !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    const said = (made.stderr || made.error?.message || '').trim();
    throw new EmbeddedPostgresError(`The database folder ${dataDir} cannot be made: ${said}`, said);
  }
  try {
    renameSync(fresh, dataDir);
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true });
    if (!existsSync(path.join(dataDir, 'PG_VERSION'))) throw error;
  }
}

/** Takes away what starters that were killed while they made the folder left behind. */
export function removeInterruptedInits(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /^init-(\d+)$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
