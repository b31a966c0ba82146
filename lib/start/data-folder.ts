import 'server-only';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { StartError } from './start-error';

const mebibyte = 1_048_576;
/** A new database, its reserve, and what uploads have to leave free. */
const newDatabaseMebibytes = 512;

/**
 * Makes the data folder (readable by its owner only) and takes it for this process: two supervisors never share one. On a full
 * disk `makeRoom` is asked for the few bytes that takes. Returns what gives it back.
 * @throws StartError when it cannot be written, or another Pli runs on it.
 */
export function takeDataFolder(dataDir: string, makeRoom: () => boolean): () => void {
  try {
    mkdirSync(path.join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(
      `The data folder ${dataDir} cannot be written (${codeOf(error)}). Give this user the right to, or name another one with PLI_DATA_DIR.`,
    );
  }
  const lock = path.join(dataDir, 'start.pid');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (codeOf(error) === 'ENOSPC') {
        rmSync(lock, { force: true }); // an empty one was made
        if (makeRoom()) continue;
        throw new StartError(
          `The disk that holds ${dataDir} is full: make room, or name another folder with PLI_DATA_DIR.`,
        );
      }
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const holder = Number(readFileSync(lock, 'utf8'));
    if (holder !== process.pid && isStartProcess(holder)) {
      throw new StartError(
        `Pli already runs on ${dataDir} (process ${holder}). End it first, or name another folder with PLI_DATA_DIR.`,
      );
    }
    rmSync(lock, { force: true }); // left by a killed start
  }
}

/**
 * A new database needs room to begin; one that is there is started on whatever is left, to serve what can be served.
 * @throws StartError
 */
export function assertRoomForNewDatabase(dataDir: string): void {
  if (existsSync(path.join(dataDir, 'postgres', 'data', 'PG_VERSION'))) return;
  const { bavail, bsize } = statfsSync(dataDir);
  const free = Math.floor((bavail * bsize) / mebibyte);
  if (free >= newDatabaseMebibytes) return;
  throw new StartError(
    `Only ${free} MB are free where ${dataDir} lies; Pli needs ${newDatabaseMebibytes} MB to begin. Make room, or name another folder with PLI_DATA_DIR.`,
  );
}

function isStartProcess(pid: number): boolean {
  if (!(pid > 0)) return false; // written half
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start');
  } catch {
    return false;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
