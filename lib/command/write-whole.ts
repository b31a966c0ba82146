import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileError } from './client-error';

/**
 * Writes a file that appears under its name only when it is complete and on the disk; after a failure nothing stands there.
 * Never follows a link that lies under the name, and replaces nothing without `force`.
 * @throws ClientError `file`, or what `content` throws
 */
export async function writeWhole(
  target: string,
  content: AsyncIterable<Uint8Array>,
  { force }: { force: boolean },
): Promise<number> {
  const own = path.join(path.dirname(target), `.pli-${randomUUID()}.part`);
  let bytes = 0;
  try {
    const file = await open(own, 'wx', 0o600).catch((error: unknown) => {
      throw fileError(target, 'written', error);
    });
    try {
      for await (const chunk of content) {
        bytes += chunk.length;
        await file.writeFile(chunk).catch((error: unknown) => {
          throw fileError(target, 'written', error);
        });
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await (force ? rename(own, target) : placeAnew(own, target)).catch((error: unknown) => {
      throw fileError(target, 'written', error);
    });
    return bytes;
  } finally {
    await rm(own, { force: true });
  }
}

/** Under its name, unless something is there; in one step where the file system has links. */
async function placeAnew(own: string, target: string): Promise<void> {
  try {
    await link(own, target);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EEXIST') throw error;
    await copyFile(own, target, constants.COPYFILE_EXCL);
  }
}
