import 'server-only';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../errors';
import type { ObjectHome, ObjectKey, ObjectStore } from '../../ports/object-store';
import { bytesUploadsLeaveFree, freeBytes } from './disk-room';
import { checkedHome, checkedObjectKey, isSha256Hex } from './object-key';
import type { VaultUrls } from './vault-url';
import { verifiedBatches } from './verified-bytes';

/**
 * The vault in a folder: `objects/<last two hex of the envelope>/<envelope>/<sha256>`, and `parts/…` likewise. An object is written to `incoming/`,
 * hashed on the way, made durable (fsync of the file, rename, fsync of the folders) and only then acknowledged.
 * Where an embedded database in `dataDir` shares its disk, room is left to that: what would take it is refused like what does not fit.
 */
export function createDiskObjectStore(folder: string, urls: VaultUrls, dataDir?: string): ObjectStore {
  const incoming = join(folder, 'incoming');
  const objects = join(folder, 'objects');
  for (const made of [incoming, objects, join(folder, 'parts')])
    mkdirSync(made, { recursive: true, mode: 0o700 });
  removeStaleUploads(incoming);

  const folderOf = (home: ObjectHome) => {
    const { kind, id } = checkedHome(home);
    return join(kind === 'part' ? join(folder, 'parts') : objects, id.slice(-2), id);
  };
  const bytesLeftFree = dataDir === undefined ? 0 : bytesUploadsLeaveFree(dataDir, folder);
  const assertRoom = async (bytes: number) => {
    if (bytesLeftFree > 0 && (await freeBytes(folder)) < bytes + bytesLeftFree)
      throw new AppError('storage-full');
  };
  const pathOf = (key: ObjectKey) => join(folderOf(key), checkedObjectKey(key).sha256);

  return {
    async signPut(key, bytes, signedFor) {
      await assertRoom(bytes);
      return urls.sign({ method: 'PUT', key, bytes, signedFor });
    },

    async signGet(key, signedFor) {
      return urls.sign({ method: 'GET', key, signedFor });
    },

    list: (home) => orStoreError(() => sizesIn(folderOf(home))),

    put(key, bytes, body) {
      const path = pathOf(key);
      const batches = verifiedBatches(body, { sha256: key.sha256, bytes });
      return orStoreError(async () => {
        if (await isStored(path, bytes)) return drain(batches);
        await assertRoom(bytes);
        const temporary = join(incoming, `${process.pid}.${randomBytes(12).toString('hex')}`);
        try {
          await writeDurably(temporary, batches);
          await moveDurably(temporary, path);
        } catch (error) {
          await rm(temporary, { force: true });
          throw error;
        }
      });
    },

    get(key) {
      const path = pathOf(key);
      return orStoreError(async () => {
        const file = await open(path, 'r');
        const { size } = await file.stat();
        return { bytes: size, body: file.createReadStream({ highWaterMark: 524_288 }) };
      });
    },

    async remove(home, sha256s) {
      const keys = sha256s.map((sha256) => pathOf({ ...home, sha256 }));
      await orStoreError(async () => {
        for (const path of keys) await unlink(path).catch(unlessAbsent);
        await rmdir(folderOf(home)).catch(() => undefined); // stays while anything is in it
      });
      return { lockedUntil: null };
    },

    async ready() {
      const probe = join(incoming, `${process.pid}.${randomBytes(12).toString('hex')}`);
      try {
        await readdir(objects);
        const file = await open(probe, 'wx', 0o600);
        await file.writeFile('ready').finally(() => file.close());
        await assertRoom(1);
        return { ok: true };
      } catch (error) {
        const code = codeOf(error) ?? 'unknown';
        // what is in it can be read all the same
        if (error instanceof AppError || fullCodes.has(code)) return { ok: true, full: true };
        return { ok: false, reason: code };
      } finally {
        await rm(probe, { force: true }).catch(() => undefined);
      }
    },
  };
}

/** Longer than any request lives. */
const uploadMillisecondsMax = 3_600_000;

/** What a kill -9 or a power loss left behind; uploads of processes that run are left alone. */
function removeStaleUploads(incoming: string): void {
  const startedAt = Date.now() - process.uptime() * 1000;
  for (const name of readdirSync(incoming)) {
    const path = join(incoming, name);
    const pid = Number(name.split('.')[0]);
    const modifiedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    // in a container a new process often has the number of the one before it
    const earlier = pid === process.pid && modifiedAt < startedAt;
    if (earlier || !isRunning(pid) || modifiedAt < Date.now() - uploadMillisecondsMax)
      rmSync(path, { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return Number.isInteger(pid) && pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function isStored(path: string, bytes: number): Promise<boolean> {
  const found = await stat(path).catch(unlessAbsent);
  return found?.size === bytes;
}

/** A repeated PUT is checked like the first and writes nothing. */
async function drain(batches: AsyncIterable<Uint8Array[]>): Promise<void> {
  for await (const _ of batches);
}

async function writeDurably(path: string, batches: AsyncIterable<Uint8Array[]>): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const batch of batches) await writeWhole(file, batch);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** writev may write less than asked (a disk nearly full): goes on until all is written or an error says why not. */
async function writeWhole(file: FileHandle, batch: Uint8Array[]): Promise<void> {
  let rest = batch.filter((chunk) => chunk.byteLength > 0);
  while (rest.length > 0) {
    let { bytesWritten } = await file.writev(rest);
    while (rest[0] && bytesWritten >= rest[0].byteLength) {
      bytesWritten -= rest[0].byteLength;
      rest = rest.slice(1);
    }
    if (rest[0] && bytesWritten > 0) rest = [rest[0].subarray(bytesWritten), ...rest.slice(1)];
  }
}

async function moveDurably(temporary: string, path: string): Promise<void> {
  const envelopeFolder = dirname(path);
  await mkdir(envelopeFolder, { recursive: true, mode: 0o700 });
  await rename(temporary, path).catch(async (error: unknown) => {
    // `remove` may have taken the empty folder away in between
    if (codeOf(error) !== 'ENOENT') throw error;
    await mkdir(envelopeFolder, { recursive: true, mode: 0o700 });
    await rename(temporary, path);
  });
  await syncFolder(envelopeFolder);
  await syncFolder(dirname(envelopeFolder));
  await syncFolder(dirname(dirname(envelopeFolder)));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function sizesIn(folder: string): Promise<ReadonlyMap<string, number>> {
  const names = ((await readdir(folder).catch(unlessAbsent)) ?? []).filter(isSha256Hex);
  const sizes = new Map<string, number>();
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(unlessAbsent);
    if (found) sizes.set(name, found.size);
  }
  return sizes;
}

function unlessAbsent(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const clientCodes = new Set(['ECONNRESET', 'EPIPE', 'ABORT_ERR', 'ERR_STREAM_PREMATURE_CLOSE']);

async function orStoreError<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const code = codeOf(cause);
    // an AppError, or the sender of the bytes went away: not the store's doing
    if (cause instanceof AppError || code === undefined || clientCodes.has(code)) throw cause;
    if (code === 'ENOENT') throw new AppError('not-found', { cause });
    throw new AppError(fullCodes.has(code) ? 'storage-full' : 'storage-unavailable', { cause });
  }
}
