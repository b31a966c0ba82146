import { createMessage, decrypt, encrypt, readKey, readMessage, readPrivateKey } from 'openpgp';

/**
 * An armoured private key as an OpenPGP message to another key that also signs it: only who holds that key reads it, and nobody
 * else can have written it.
 * @param holder ASCII armour of a private key that signs and decrypts
 */
export async function wrapPrivateKey(privateKey: string, holder: string): Promise<string> {
  const key = await readPrivateKey({ armoredKey: holder });
  return encrypt({
    message: await createMessage({ text: privateKey }),
    encryptionKeys: key.toPublic(),
    signingKeys: key,
  });
}

/** The same back. @throws Error when it is damaged, for another key, or not signed by it */
export async function unwrapPrivateKey(wrapped: string, holder: string): Promise<string> {
  const key = await readPrivateKey({ armoredKey: holder });
  const { data } = await decrypt({
    message: await readMessage({ armoredMessage: wrapped }),
    decryptionKeys: key,
    verificationKeys: key.toPublic(),
    expectSigned: true,
  });
  return String(data);
}

/** Id of the subkey to which a public key has seeds wrapped, lower-case hex (RFC 9580, section 5.5.4.1). */
export async function encryptionKeyId(publicKey: string): Promise<string> {
  const key = await readKey({ armoredKey: publicKey });
  return (await key.getEncryptionKey(undefined, key.getCreationTime())).getKeyID().toHex();
}

/** To which key a key packet says that it is wrapped, lower-case hex; null for what is no single such packet. */
export async function keyIdOfPacket(packet: Uint8Array): Promise<string | null> {
  try {
    const message = await readMessage({ binaryMessage: packet });
    const [id, ...others] = message.getEncryptionKeyIDs();
    return id && others.length === 0 && message.packets.length === 1 ? id.toHex() : null;
  } catch {
    return null;
  }
}
