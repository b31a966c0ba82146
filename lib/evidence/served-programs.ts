import 'server-only';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What each Pli gives to whoever checks evidence, by the name it is served under, and where it lies beside the program. */
const files = { 'pli.mjs': 'dist/pli.mjs', 'verify-log.sh': 'public/verify-log.sh' } as const;

export type ProgramName = keyof typeof files;
/** Lower-case hex of the SHA-256 of each. */
export type ProgramDigests = Record<ProgramName, string>;

/** The bytes of a served program. @throws ENOENT where it was not built */
export async function openProgram(
  name: ProgramName,
): Promise<{ bytes: number; body: ReadableStream<Uint8Array> }> {
  const file = programFile(name);
  const { size } = await stat(file);
  // Node's web streams are the platform's under another type.
  return { bytes: size, body: Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array> };
}

/** The text of verify-log.sh, which the page shows: nobody needs the file. */
export function readLogScript(): Promise<string> {
  return readFile(programFile('verify-log.sh'), 'utf8');
}

/** Where a served program lies: beside the folder Pli runs in. */
function programFile(name: ProgramName): string {
  return path.join(/* turbopackIgnore: true */ process.cwd(), files[name]);
}

const known = new Map<ProgramName, { mark: string; digest: Promise<string> }>();

/** The digests of what is served now; read once while the files stay as they are. @throws ENOENT where one was not built */
export async function servedPrograms(): Promise<ProgramDigests> {
  return { 'pli.mjs': await digestOf('pli.mjs'), 'verify-log.sh': await digestOf('verify-log.sh') };
}

async function digestOf(name: ProgramName): Promise<string> {
  const file = programFile(name);
  const { mtimeMs, size, ino } = await stat(file);
  const mark = `${ino} ${mtimeMs} ${size}`;
  const before = known.get(name);
  if (before?.mark === mark) return before.digest;
  const digest = hashFile(file);
  known.set(name, { mark, digest });
  digest.catch(() => known.delete(name));
  return digest;
}

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
