import { strictUtf8 } from '../../transfer/strict-utf8';

/** One copy as it lies on the disk: AES-256-GCM (NIST SP 800-38D), a fresh 96-bit IV each. */
export type SealedCopy = { iv: Uint8Array<ArrayBuffer>; ciphertext: ArrayBuffer };

/** Seals and opens the copies of one person. */
export type CopyCipher = {
  /** Under which her copies are filed: says whose they are only to who has her key. */
  readonly owner: string;
  seal(name: string, text: string): Promise<SealedCopy>;
  /** @throws where a byte is another, or it is filed under another name */
  open(name: string, sealed: SealedCopy): Promise<string>;
};

/**
 * Makes the cipher from the key the server gave (HKDF, RFC 5869: one key to encrypt, one name to file under). What it keeps of
 * it cannot be read out again; `key` is overwritten.
 */
export async function createCopyCipher(key: Uint8Array<ArrayBuffer>): Promise<CopyCipher> {
  const secret = await crypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveKey', 'deriveBits']);
  key.fill(0);
  const derivation = (info: string) => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(0),
    info: new TextEncoder().encode(`pli local-copy ${info}`),
  });
  const aes = await crypto.subtle.deriveKey(
    derivation('encrypt'),
    secret,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  );
  const tag = new Uint8Array(await crypto.subtle.deriveBits(derivation('owner'), secret, 128));
  const boundTo = (name: string) => new TextEncoder().encode(name);
  return {
    owner: Array.from(tag, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    async seal(name, text) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const params = { name: 'AES-GCM', iv, additionalData: boundTo(name) };
      return { iv, ciphertext: await crypto.subtle.encrypt(params, aes, new TextEncoder().encode(text)) };
    },
    async open(name, { iv, ciphertext }) {
      const params = { name: 'AES-GCM', iv, additionalData: boundTo(name) };
      return strictUtf8(await crypto.subtle.decrypt(params, aes, ciphertext));
    },
  };
}
