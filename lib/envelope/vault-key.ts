import 'server-only';
import { FormatError } from '../envelope-format/format-error';
import { unwrapSeed } from '../envelope-format/key-packet';
import { keyIdOfPacket } from '../envelope-format/wrapped-private-key';
import { AppError } from '../errors';
import { type MonthKey, monthOf } from '../month-keys';
import type { Services } from '../services';
import type { VaultKeyAnswer } from './answers';

/**
 * The key that seeds are wrapped to this month. Its public facts are written down in the database, so that two machines which
 * do not share their folder of keys are found out before a letter is wrapped to a key the other does not have.
 * @throws Error when the folder holds another key of this month than the database knows
 */
export async function currentVaultKey(
  services: Pick<Services, 'db' | 'clock' | 'keys'>,
): Promise<VaultKeyAnswer> {
  const now = services.clock.now();
  const key = await services.keys.months.current(now);
  await assertKnown(services, key);
  const acceptedUntil = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2));
  return { publicKey: key.publicKey, month: key.name, acceptedUntil: acceptedUntil.toISOString() };
}

async function assertKnown({ db }: Pick<Services, 'db'>, key: MonthKey): Promise<void> {
  const { name, fingerprint, encryptionKeyId } = key;
  const known = () => db.vaultKey.findUnique({ where: { name } });
  let row = await known();
  if (row === null) {
    await db.vaultKey.createMany({ data: { name, fingerprint, encryptionKeyId }, skipDuplicates: true });
    row = await known();
  }
  if (row?.fingerprint !== fingerprint)
    throw new Error(
      `the vault key of ${name} is not the one this database knows: every copy of Pli needs the same folder (PLI_VAULT_KEYS_DIR)`,
    );
}

/**
 * Which of the vault's keys a new draft's packet is wrapped to, after unwrapping it: this month's or the last one's, so that
 * nobody is refused at the turn of the month; null for the vault's own, to which pages of before wrapped.
 * @throws AppError `bad-request` for any other, and for a packet that does not unwrap
 */
export async function vaultKeyOf(
  { keys, clock }: Pick<Services, 'clock' | 'keys'>,
  packet: Uint8Array,
): Promise<string | null> {
  const id = await keyIdOfPacket(packet);
  if (id === keys.vault.encryptionKeyId) {
    await assertUnwraps(packet, keys.vault.privateKey);
    return null;
  }
  const now = clock.now();
  const taken = await Promise.all([monthOf(now), monthBefore(now)].map((name) => keys.months.find(name)));
  const key = taken.find((one) => one !== null && one.encryptionKeyId === id);
  if (!key) throw new AppError('bad-request');
  await assertUnwraps(packet, key.privateKey);
  return key.name;
}

async function assertUnwraps(packet: Uint8Array, privateKey: string): Promise<void> {
  try {
    await unwrapSeed(packet, privateKey);
  } catch (error) {
    throw error instanceof FormatError ? new AppError('bad-request') : error;
  }
}

/** The month before that of a moment. */
export function monthBefore(now: Date): string {
  return monthOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)));
}
