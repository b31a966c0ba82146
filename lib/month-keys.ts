import 'server-only';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type ArmoredKeyPair, generateVaultKey } from './envelope-format/generate-keys';
import { readPrivateKeys } from './envelope-format/read-private-keys';
import { encryptionKeyId, unwrapPrivateKey, wrapPrivateKey } from './envelope-format/wrapped-private-key';
import { writeOnce } from './write-once';

/** A key of the vault that seeds are wrapped to for one month; `name` is that month, UTC: 2026-11. */
export type MonthKey = ArmoredKeyPair & { name: string; encryptionKeyId: string };

/**
 * The vault's keys of the months, in a folder that is kept apart from the database's backup: `<month>.asc`, each sealed under
 * the vault's own key and signed by it, mode 0600. All copies of Pli on one database share the folder.
 */
export type MonthKeys = {
  /** The key of the month; made by whoever asks first. */
  current(now: Date): Promise<MonthKey>;
  /** The key of a month; null where there is none. @throws Error when its file is not sealed by the vault's key */
  find(name: string): Promise<MonthKey | null>;
  /** The same of one that must be there. @throws Error also when its file is missing */
  read(name: string): Promise<MonthKey>;
  /** Months whose key is there. */
  names(): Promise<string[]>;
  /** Destroys one for good; one that is not there is no error. */
  destroy(name: string): Promise<void>;
};

/** The month of a moment, UTC: 2026-11. */
export function monthOf(moment: Date): string {
  return moment.toISOString().slice(0, 7);
}

/**
 * @param vaultPrivateKey the vault's own key, ASCII armour
 */
export function createMonthKeys(dir: string, vaultPrivateKey: string): MonthKeys {
  const pathOf = (name: string) => path.join(dir, `${name}.asc`);
  // A key that was read stays in memory only as long as its file is there.
  const known = new Map<string, MonthKey>();

  const isThere = (name: string) =>
    stat(pathOf(name)).then(
      () => true,
      () => false,
    );

  const find = async (name: string): Promise<MonthKey | null> => {
    if (!(await isThere(name))) {
      known.delete(name);
      return null;
    }
    const key = known.get(name) ?? (await readMonth(pathOf(name), name, vaultPrivateKey));
    known.set(name, key);
    return key;
  };

  const read = async (name: string): Promise<MonthKey> => {
    const key = await find(name);
    if (key === null) throw new Error(`${pathOf(name)} is missing. Letters of that month need it.`);
    return key;
  };

  return {
    async current(now) {
      const name = monthOf(now);
      if (!(await isThere(name))) {
        await mkdir(dir, { recursive: true, mode: 0o700 });
        const { privateKey } = await generateVaultKey();
        await writeOnce(dir, `${name}.asc`, await wrapPrivateKey(privateKey, vaultPrivateKey));
      }
      return read(name);
    },
    find,
    read,
    async names() {
      const files = await readdir(dir).catch(() => []);
      return files.flatMap((file) => /^(\d{4}-\d{2})\.asc$/.exec(file)?.[1] ?? []).sort();
    },
    async destroy(name) {
      known.delete(name);
      await rm(pathOf(name), { force: true });
    },
  };
}

async function readMonth(file: string, name: string, vaultPrivateKey: string): Promise<MonthKey> {
  try {
    const [pair] = await readPrivateKeys(
      await unwrapPrivateKey(await readFile(file, 'utf8'), vaultPrivateKey),
    );
    if (!pair) throw new Error('it holds no key');
    return { ...pair, name, encryptionKeyId: await encryptionKeyId(pair.publicKey) };
  } catch (cause) {
    throw new Error(`${file} cannot be read with the vault's key. Letters of that month need it.`, { cause });
  }
}
