import 'server-only';
import { randomFillSync } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { bytesForDatabase, freeBytes } from '../adapters/object-store/disk-room';

const mebibyte = 1_048_576;
/** Four files of the database's write-ahead log, which it needs to start, to recover, and to note what people do meanwhile. */
const reserveBytes = 64 * mebibyte;
const lookEveryMilliseconds = 2_000;

export type DiskReserve = {
  /** Gives the room to a database that cannot start without it; false where it had been given before. */
  giveUp(): boolean;
  /** Says when uploads begin to be refused, and keeps the room again when there is some. Returns what ends that. */
  watch(say: (line: string) => void): () => void;
};

/** A file that keeps room for the embedded database on a disk that others fill. Nothing stands in it. */
export function openDiskReserve(dataDir: string): DiskReserve {
  const file = path.join(dataDir, 'reserve');
  const giveUp = () => {
    if (!existsSync(file)) return false;
    rmSync(file, { force: true });
    return true;
  };
  let isShort = false;
  const look = async (say: (line: string) => void) => {
    const free = await freeBytes(dataDir);
    if (free < bytesForDatabase && !isShort) say(nearlyFull(dataDir, free));
    isShort = free < bytesForDatabase;
    if (!existsSync(file) && free > bytesForDatabase + reserveBytes) await fill(file);
  };
  return {
    giveUp,
    watch(say) {
      let looking = false;
      const timer = setInterval(() => {
        if (looking) return;
        looking = true;
        look(say)
          .catch(() => undefined) // no room for the reserve after all, or a disk that is away: the next look sees
          .finally(() => {
            looking = false;
          });
      }, lookEveryMilliseconds);
      return () => clearInterval(timer);
    },
  };
}

/** Random bytes: a file system that compresses or leaves out zeros would keep no room. Appears whole. */
async function fill(file: string): Promise<void> {
  const own = `${file}.new`;
  try {
    const handle = await open(own, 'w', 0o600);
    const chunk = Buffer.alloc(mebibyte); // one: this process stays, and stays small
    try {
      for (let written = 0; written < reserveBytes; written += mebibyte)
        await handle.writeFile(randomFillSync(chunk));
      await handle.sync();
    } finally {
      await handle.close();
    }
    renameSync(own, file);
  } catch (error) {
    rmSync(own, { force: true });
    throw error;
  }
}

function nearlyFull(dataDir: string, free: number): string {
  return `Only ${Math.floor(free / mebibyte)} MB are free where ${dataDir} lies: uploads are refused, so that letters can still be read. Make room.`;
}
