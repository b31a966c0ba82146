import { readPrivateKeys as readArmoured } from 'openpgp';
import type { ArmoredKeyPair } from './generate-keys';

const block = /-----BEGIN PGP PRIVATE KEY BLOCK-----[\s\S]+?-----END PGP PRIVATE KEY BLOCK-----/g;

/**
 * The OpenPGP key pairs of one or several armoured private keys, in order, with the public keys they hold.
 * @throws Error when a block is damaged.
 */
export async function readPrivateKeys(armoured: string): Promise<ArmoredKeyPair[]> {
  const pairs: ArmoredKeyPair[] = [];
  for (const [armoredKeys] of armoured.matchAll(block)) {
    for (const key of await readArmoured({ armoredKeys })) {
      pairs.push({
        fingerprint: key.getFingerprint(),
        publicKey: key.toPublic().armor(),
        privateKey: key.armor(),
      });
    }
  }
  return pairs;
}
