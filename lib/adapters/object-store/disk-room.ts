import 'server-only';
import { existsSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';

/**
 * Bytes that stay free for the embedded database where it lies on the disk of the vault: uploads are refused before they
 * would take them, so that letters can still be opened and people can still sign in and out.
 */
export const bytesForDatabase = 268_435_456;

/** Bytes free for this user on the file system that holds a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** What uploads into `vaultDir` must leave free; 0 where no database shares its disk. */
export function bytesUploadsLeaveFree(dataDir: string, vaultDir: string): number {
  const database = path.join(dataDir, 'postgres', 'data');
  if (!existsSync(database)) return 0;
  return statSync(database).dev === statSync(vaultDir).dev ? bytesForDatabase : 0;
}
