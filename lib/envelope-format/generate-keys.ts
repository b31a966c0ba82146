import { generateKey } from 'openpgp';

/** An OpenPGP key pair in ASCII armour; `fingerprint` in lower-case hex. */
export type ArmoredKeyPair = { fingerprint: string; publicKey: string; privateKey: string };

/** The key pair seeds are wrapped to: OpenPGP v4, Ed25519 with a Curve25519 encryption subkey (gpg can use it). */
export function generateVaultKey(): Promise<ArmoredKeyPair> {
  return generateEd25519('Pli vault', [{}]);
}

/** A key that signs seals: OpenPGP v4 `ed25519Legacy`, so that gpg 2.2 and later verify it; it cannot encrypt. */
export function generateSealingKey(): Promise<ArmoredKeyPair> {
  return generateEd25519('Pli seal', []);
}

async function generateEd25519(name: string, subkeys: Record<string, never>[]): Promise<ArmoredKeyPair> {
  const pair = await generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name }],
    subkeys,
    format: 'object',
  });
  return {
    fingerprint: pair.publicKey.getFingerprint(),
    publicKey: pair.publicKey.armor(),
    privateKey: pair.privateKey.armor(),
  };
}
