import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { ensureKeys, loadKeys } from '../../lib/keys';
import { temporaryFolder } from '../support/temporary-folder';

let dir: string;
const publicUrl = 'https://pli.example.org';
const fromFiles = () => ({
  publicUrl,
  keys: {
    dir,
    monthsDir: path.join(dir, '../vault-keys'),
    secret: null,
    vaultPrivateKey: null,
    sealingPrivateKeys: null,
    logPrivateKey: null,
  },
});

beforeEach(() => {
  dir = path.join(temporaryFolder('keys'), 'keys');
});

describe('key files', () => {
  test('are made once, by the first of several starters, and only their owner reads them', async () => {
    await Promise.all([ensureKeys(fromFiles()), ensureKeys(fromFiles()), ensureKeys(fromFiles())]);
    const first = await loadKeys(fromFiles());
    await ensureKeys(fromFiles());
    const second = await loadKeys(fromFiles());
    expect(second.vault).toEqual(first.vault);
    expect(second.sealing).toEqual(first.sealing);
    expect(second.log.verifierKey).toBe(first.log.verifierKey);
    expect(first.log.name).toBe('pli.example.org/log');
    expect(second.derive('cookie')).toEqual(first.derive('cookie'));
    const names = await readdir(dir);
    expect(names.sort()).toEqual(['log-1.key', 'sealing-1.asc', 'secret', 'vault.asc']);
    for (const name of names) expect((await stat(path.join(dir, name))).mode & 0o777).toBe(0o600);
  });

  test('are never made by reading them', async () => {
    await ensureKeys(fromFiles());
    await unlink(path.join(dir, 'vault.asc'));
    await expect(loadKeys(fromFiles())).rejects.toThrow('vault.asc cannot be read');
  });

  test('give way to the environment', async () => {
    await ensureKeys(fromFiles());
    const inFiles = await loadKeys(fromFiles());
    const given = {
      dir: '/nowhere',
      monthsDir: '/nowhere',
      secret: await readFile(path.join(dir, 'secret'), 'utf8'),
      vaultPrivateKey: await readFile(path.join(dir, 'vault.asc'), 'utf8'),
      sealingPrivateKeys: await readFile(path.join(dir, 'sealing-1.asc'), 'utf8'),
      logPrivateKey: await readFile(path.join(dir, 'log-1.key'), 'utf8'),
    };
    const keys = await loadKeys({ keys: given });
    expect(keys.vault).toEqual(inFiles.vault);
    expect(keys.derive('vault-url')).toEqual(inFiles.derive('vault-url'));
  });

  test('one purpose says nothing about another', async () => {
    await ensureKeys(fromFiles());
    const { derive } = await loadKeys(fromFiles());
    expect(derive('cookie')).toHaveLength(32);
    expect(derive('cookie')).not.toEqual(derive('vault-url'));
  });
});
