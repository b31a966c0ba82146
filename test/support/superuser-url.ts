import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Superuser's URL of the database embedded in a data folder, while it runs. */
export function superuserUrl(dataDir: string): string {
  const folder = path.join(dataDir, 'postgres');
  const password = readFileSync(path.join(folder, 'password'), 'utf8').trim();
  const port = readFileSync(path.join(folder, 'data/postmaster.pid'), 'utf8').split('\n')[3];
  return `postgresql://postgres:${password}@127.0.0.1:${port}/pli`;
}
