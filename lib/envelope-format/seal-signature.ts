import { createMessage, enums, readKey, readPrivateKey, readSignature, sign, verify } from 'openpgp';
import { FormatError } from './format-error';

/**
 * Signs the seal's exact bytes: a detached OpenPGP v4 signature over binary data (RFC 9580, section 5.2.1.1) in ASCII
 * armour, which `gpg --verify` calls good.
 * @param sealingPrivateKey ASCII armour, not passphrase-protected
 */
export async function signSeal(
  seal: Uint8Array,
  sealingPrivateKey: string,
  signedAt = new Date(),
): Promise<string> {
  return sign({
    message: await createMessage({ binary: seal }),
    signingKeys: await readPrivateKey({ armoredKey: sealingPrivateKey }),
    detached: true,
    format: 'armored',
    date: signedAt,
  });
}

/** Who signed, by fingerprint in lower-case hex, and when by the signer's own clock. */
export type VerifiedSignature = { fingerprint: string; signedAt: Date };

/**
 * Verifies exactly one binary signature by this key; the key must have been valid when it signed, by the signature's
 * own date (what proves the date is the timestamp).
 * @param sealingKey ASCII armour of the public key
 * @throws FormatError `signature-invalid`
 */
export async function verifySealSignature(
  seal: Uint8Array,
  signature: string,
  sealingKey: string,
): Promise<VerifiedSignature> {
  try {
    const key = await readKey({ armoredKey: sealingKey });
    const parsed = await readSignature({ armoredSignature: signature });
    const [packet, ...others] = parsed.packets;
    if (!packet?.created || others.length > 0) throw new Error('not one signature');
    if (packet.signatureType !== enums.signature.binary) throw new Error('not a signature over binary data');
    const { signatures } = await verify({
      message: await createMessage({ binary: seal }),
      signature: parsed,
      verificationKeys: key,
      date: packet.created,
      format: 'binary',
    });
    for (const found of signatures) await found.verified;
    if (signatures.length !== 1) throw new Error(`${signatures.length} signatures`);
    return { fingerprint: key.getFingerprint(), signedAt: packet.created };
  } catch (cause) {
    throw new FormatError('signature-invalid', 'not a good signature of these bytes by this key', { cause });
  }
}
