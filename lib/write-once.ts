import { randomUUID } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';
import path from 'node:path';

/** Writes a small file of mode 0600, whole and durable or not at all; where one of that name is there already, that one stays. */
export async function writeOnce(dir: string, name: string, content: string): Promise<void> {
  const own = path.join(dir, `.${name}.${randomUUID()}`);
  const handle = await open(own, 'wx', 0o600);
  try {
    await handle.writeFile(`${content.trim()}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(own, path.join(dir, name)); // refuses an existing name
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(own);
  }
}
