import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbeddedTimestamper } from '../../lib/adapters/timestamper/embedded-timestamper';
import type { Timestamper } from '../../lib/ports/timestamper';
import { timestamperContract } from './timestamper.contract';

let parent: string;
let timestamper: Timestamper;
beforeAll(async () => {
  parent = await mkdtemp(path.join(os.tmpdir(), 'pli-embedded-timestamper-'));
  timestamper = createEmbeddedTimestamper({ dir: path.join(parent, 'data', 'timestamp') });
});
afterAll(() => rm(parent, { recursive: true }));

timestamperContract('the embedded authority', () => timestamper);

describe('the embedded authority', () => {
  it('keeps its files from everybody else', async () => {
    const dir = path.join(parent, 'data', 'timestamp');
    await timestamper.roots();
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(dir))
      expect((await stat(path.join(dir, name))).mode & 0o777).toBe(0o600);
  });

  it('is found again by a later process', async () => {
    const again = createEmbeddedTimestamper({ dir: path.join(parent, 'data', 'timestamp') });
    expect(await again.roots()).toBe(await timestamper.roots());
  });

  it('is one and the same for all that start at once', async () => {
    const dir = path.join(parent, 'raced');
    const starters = Array.from({ length: 8 }, () => createEmbeddedTimestamper({ dir }).roots());
    expect(new Set(await Promise.all(starters)).size).toBe(1);
    expect((await readdir(parent)).filter((name) => name.startsWith('raced'))).toEqual(['raced']);
  });

  it('is never replaced by another when a file of it is missing', async () => {
    const dir = path.join(parent, 'damaged');
    await createEmbeddedTimestamper({ dir }).roots();
    await rm(path.join(dir, 'authority.key'));
    await expect(createEmbeddedTimestamper({ dir }).roots()).rejects.toThrow(/ENOENT/);
    expect(await readdir(dir)).toHaveLength(3);
  });

  it('fails where its folder cannot be made, and tries again', async () => {
    const blocked = path.join(parent, 'blocked');
    await writeFile(blocked, '');
    const late = createEmbeddedTimestamper({ dir: path.join(blocked, 'timestamp') });
    await expect(late.roots()).rejects.toThrow();
    await rm(blocked);
    await expect(late.roots()).resolves.toContain('BEGIN CERTIFICATE');
  });
});
