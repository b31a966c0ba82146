import 'server-only';
import { accessSync, constants, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StartError } from './start-error';

const megabyte = 1_048_576;
const freeMegabytesMin = 200;

/**
 * Makes the data folder (readable by its owner only) and takes it for this process: two supervisors never share one.
 * Returns what gives it back.
 * @throws StartError when it cannot be written, has no room, or another Pli runs on it.
 */
export function takeDataFolder(dataDir: string): () => void {
  try {
    mkdirSync(path.join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(
      `The data folder ${dataDir} cannot be written (${codeOf(error)}). Give this user the right to, or name another one with PLI_DATA_DIR.`,
    );
  }
  const { bavail, bsize } = statfsSync(dataDir);
  const freeMegabytes = Math.floor((bavail * bsize) / megabyte);
  if (freeMegabytes < freeMegabytesMin) {
    throw new StartError(
      `Only ${freeMegabytes} MB are free where ${dataDir} lies; Pli needs ${freeMegabytesMin} MB to start. Make room, or name another folder with PLI_DATA_DIR.`,
    );
  }
  const lock = path.join(dataDir, 'start.pid');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (codeOf(error) === 'ENOSPC') throw new StartError(`The disk that holds ${dataDir} is full.`);
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

function isStartProcess(pid: number): boolean {
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
