import 'server-only';
import { hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from './config';
import { generateSealingKey, generateVaultKey } from './envelope-format/generate-keys';
import { readPrivateKeys } from './envelope-format/read-private-keys';
import { encryptionKeyId } from './envelope-format/wrapped-private-key';
import { createMonthKeys, type MonthKeys } from './month-keys';
import { generateNoteKey, type NoteKey, parseNoteKey } from './transparency-log/signed-note';
import { writeOnce } from './write-once';

/** The one place where secrets live once read: made at first start (files of mode 0600), or given by the environment. */
export type Keys = {
  /** Signs cookies, vault URLs and one-time codes: 32 bytes, never used directly, always through `derive`. */
  derive(
    purpose:
      | 'next-auth'
      | 'vault-url'
      | 'one-time-code'
      | 'cookie'
      | 'access-token'
      | 'destination'
      | 'local-copy'
      | 'title-1'
      | 'search-1'
      | 'name-1',
  ): Buffer;
  /** The vault's own OpenPGP key pair (v4, Curve25519): under it lie the keys of the months, and seeds of before. ASCII armour. */
  vault: { publicKey: string; privateKey: string; encryptionKeyId: string };
  /** What the seeds are wrapped to: a key a month. */
  months: MonthKeys;
  /** OpenPGP v4 `ed25519Legacy` keys that sign seals; the first signs, all verify. ASCII armour, by fingerprint (lower-case hex). */
  sealing: { fingerprint: string; publicKey: string; privateKey: string }[];
  /** Ed25519 key that signs the checkpoints of the audit log; its name is the log's origin, fixed when it was made. */
  log: NoteKey;
};

/**
 * Reads the keys: from the environment where it gives them, else from the files of the data folder.
 * @throws Error when a key is missing or cannot be read; nothing is made here, so that two machines never make two vault keys.
 */
export async function loadKeys(config: Pick<Config, 'keys'>): Promise<Keys> {
  const { dir, ...given } = config.keys;
  const secret = Buffer.from(given.secret ?? (await readKeyFile(dir, 'secret', 'PLI_SECRET')), 'base64');
  const [vault] = await readPrivateKeys(
    given.vaultPrivateKey ?? (await readKeyFile(dir, 'vault.asc', 'PLI_VAULT_PRIVATE_KEY')),
  );
  const sealing = await readPrivateKeys(given.sealingPrivateKeys ?? (await readSealingFiles(dir)));
  const log = parseNoteKey(
    given.logPrivateKey ?? (await readKeyFile(dir, 'log-1.key', 'PLI_LOG_PRIVATE_KEY')),
  );
  if (secret.length !== 32) throw new Error(`${path.join(dir, 'secret')} does not hold 32 bytes in base64.`);
  if (!vault) throw new Error('The vault key holds no OpenPGP private key.');
  if (sealing.length === 0) throw new Error('There is no key for seals.');
  return {
    derive: (purpose) => Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `pli ${purpose}`, 32)),
    vault: { ...vault, encryptionKeyId: await encryptionKeyId(vault.publicKey) },
    months: createMonthKeys(config.keys.monthsDir, vault.privateKey),
    sealing,
    log,
  };
}

/**
 * Makes the key files that are neither there nor given by the environment: mode 0600, whole or not at all, and the first
 * of several starters wins.
 */
export async function ensureKeys(config: Pick<Config, 'keys' | 'publicUrl'>): Promise<void> {
  const { dir, ...given } = config.keys;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const files = new Set(await readdir(dir));
  if (!given.secret && !files.has('secret'))
    await writeOnce(dir, 'secret', randomBytes(32).toString('base64'));
  if (!given.vaultPrivateKey && !files.has('vault.asc')) {
    await writeOnce(dir, 'vault.asc', (await generateVaultKey()).privateKey);
  }
  if (!given.sealingPrivateKeys && !files.has('sealing-1.asc')) {
    await writeOnce(dir, 'sealing-1.asc', (await generateSealingKey()).privateKey);
  }
  if (!given.logPrivateKey && !files.has('log-1.key')) {
    await writeOnce(dir, 'log-1.key', generateNoteKey(`${new URL(config.publicUrl).host}/log`));
  }
}

async function readKeyFile(dir: string, name: string, setting: string): Promise<string> {
  try {
    return await readFile(path.join(dir, name), 'utf8');
  } catch (cause) {
    throw new Error(
      `${path.join(dir, name)} cannot be read, and ${setting} is not given. \`npm start\` makes the keys.`,
      { cause },
    );
  }
}

/** `sealing-2.asc` before `sealing-1.asc`: the newest signs, the older ones still verify. */
async function readSealingFiles(dir: string): Promise<string> {
  const numberOf = (name: string) => Number(/\d+/.exec(name)?.[0]);
  const names = (await readdir(dir).catch(() => [])).filter((name) => /^sealing-\d+\.asc$/.test(name));
  const newestFirst = names.sort((a, b) => numberOf(b) - numberOf(a));
  return (
    await Promise.all(newestFirst.map((name) => readKeyFile(dir, name, 'PLI_SEALING_PRIVATE_KEYS')))
  ).join('\n');
}
