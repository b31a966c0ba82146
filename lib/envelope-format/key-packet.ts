import {
  decryptSessionKeys,
  encryptSessionKey,
  type Key,
  readKey,
  readMessage,
  readPrivateKey,
} from 'openpgp';
import { type Bytes, ownBytes } from './bytes';
import { FormatError } from './format-error';

/**
 * Wraps a seed to the vault's public key: one Public-Key Encrypted Session Key packet (RFC 9580, section 5.1). The packet
 * carries no date, so a sender's clock that is wrong changes nothing but which key looks valid: a day at which this one was
 * is passed.
 * @param vaultPublicKey ASCII armour
 */
export async function wrapSeed(seed: Uint8Array, vaultPublicKey: string): Promise<Bytes> {
  if (seed.length !== 32) throw new FormatError('content-key-invalid', `a seed of ${seed.length} bytes`);
  const encryptionKeys = await readKey({ armoredKey: vaultPublicKey });
  const packet = await encryptSessionKey({
    data: seed,
    algorithm: 'aes256',
    encryptionKeys,
    format: 'binary',
    date: dateThatSuits(encryptionKeys, new Date()),
  });
  return ownBytes(packet);
}

/** Now, or the youngest date in the key where this machine's clock has not come to it yet. */
function dateThatSuits(key: Key, now: Date): Date {
  const dates = [key, ...key.subkeys].flatMap((one) => [
    one.getCreationTime(),
    ...('bindingSignatures' in one
      ? one.bindingSignatures
      : one.users.flatMap((user) => user.selfCertifications)
    ).map(({ created }) => created),
  ]);
  return new Date(Math.max(now.getTime(), ...dates.map((date) => date?.getTime() ?? 0)));
}

/**
 * Unwraps the seed.
 * @param vaultPrivateKey ASCII armour, not passphrase-protected
 * @throws FormatError `key-packet-invalid` unless it is exactly one such packet for this key with a 32-byte seed
 */
export async function unwrapSeed(keyPacket: Uint8Array, vaultPrivateKey: string): Promise<Bytes> {
  const decryptionKeys = await readPrivateKey({ armoredKey: vaultPrivateKey });
  try {
    const message = await readMessage({ binaryMessage: keyPacket });
    if (message.packets.length !== 1) throw new Error(`${message.packets.length} packets`);
    const [sessionKey, ...others] = await decryptSessionKeys({ message, decryptionKeys });
    if (sessionKey?.algorithm !== 'aes256' || others.length > 0) throw new Error('not one AES-256 key');
    if (sessionKey.data.length !== 32) throw new Error(`${sessionKey.data.length} bytes`);
    return ownBytes(sessionKey.data);
  } catch (cause) {
    throw new FormatError('key-packet-invalid', 'cannot be unwrapped with this key', { cause });
  }
}
