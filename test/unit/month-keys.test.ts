import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { generateVaultKey } from '../../lib/envelope-format/generate-keys';
import { unwrapSeed, wrapSeed } from '../../lib/envelope-format/key-packet';
import { keyIdOfPacket, wrapPrivateKey } from '../../lib/envelope-format/wrapped-private-key';
import { createMonthKeys } from '../../lib/month-keys';
import { temporaryFolder } from '../support/temporary-folder';

let dir: string;
let vault: Awaited<ReturnType<typeof generateVaultKey>>;
beforeAll(async () => {
  vault = await generateVaultKey();
});
beforeEach(() => {
  dir = path.join(temporaryFolder('months'), 'vault-keys');
});
const november = new Date('2026-11-30T23:59:59.999Z');
const december = new Date('2026-12-01T00:00:00Z');

describe('the vault’s keys of the months', () => {
  test('are one a month, the same for all who ask at once, in files that only their owner reads', async () => {
    const machines = Array.from({ length: 4 }, () => createMonthKeys(dir, vault.privateKey));
    const made = await Promise.all(machines.map((keys) => keys.current(november)));
    expect(new Set(made.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    const [keys] = machines;
    const next = await keys?.current(december);
    expect(next?.fingerprint).not.toBe(made[0]?.fingerprint);
    expect(await readdir(dir)).toEqual(['2026-11.asc', '2026-12.asc']);
    expect((await stat(path.join(dir, '2026-11.asc'))).mode & 0o777).toBe(0o600);
    const seed = new Uint8Array(32).fill(7);
    const packet = await wrapSeed(seed, made[0]?.publicKey ?? '');
    expect(await keyIdOfPacket(packet)).toBe(made[0]?.encryptionKeyId);
    expect(await unwrapSeed(packet, (await machines[3]?.read('2026-11'))?.privateKey ?? '')).toEqual(seed);
  });

  test('say nothing without the vault’s own key, and one that it has not signed is not taken', async () => {
    const keys = createMonthKeys(dir, vault.privateKey);
    await keys.current(november);
    expect(await readFile(path.join(dir, '2026-11.asc'), 'utf8')).toMatch(/^-----BEGIN PGP MESSAGE-----/);
    const stranger = await generateVaultKey();
    await expect(createMonthKeys(dir, stranger.privateKey).read('2026-11')).rejects.toThrow('cannot be read');
    // encrypted to the vault's key, as anybody can, and signed by somebody else
    const { createMessage, encrypt, readKey, readPrivateKey } = await import('openpgp');
    const planted = await encrypt({
      message: await createMessage({ text: stranger.privateKey }),
      encryptionKeys: await readKey({ armoredKey: vault.publicKey }),
      signingKeys: await readPrivateKey({ armoredKey: stranger.privateKey }),
    });
    await writeFile(path.join(dir, '2026-12.asc'), planted);
    await expect(keys.current(december)).rejects.toThrow('cannot be read');
    await writeFile(
      path.join(dir, '2026-12.asc'),
      await wrapPrivateKey(stranger.privateKey, vault.privateKey),
    );
    expect((await keys.current(december)).fingerprint).toBe(stranger.fingerprint);
  });

  test('are gone at once when destroyed, also for a process that has read one before', async () => {
    const [one, other] = [createMonthKeys(dir, vault.privateKey), createMonthKeys(dir, vault.privateKey)];
    await one.current(november);
    await other.read('2026-11');
    await one.destroy('2026-11');
    await one.destroy('2026-11');
    expect(await other.find('2026-11')).toBeNull();
    await expect(other.read('2026-11')).rejects.toThrow('missing');
    expect(await one.names()).toEqual([]);
  });
});
