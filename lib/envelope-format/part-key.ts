import { type Bytes, fromHex, ownBytes, randomBytes, toHex } from './bytes';
import { FormatError } from './format-error';
import type { Manifest, ManifestPart } from './manifest';
import { type ContentKey, importContentKey } from './segment-cipher';

const keyWrapInfo = new TextEncoder().encode('pli-envelope-2/part-keys');

/** A fresh key of 32 random bytes for one part: it encrypts the part's segments, wherever the part is named. */
export function generatePartKey(): Bytes {
  return randomBytes(32);
}

/** Wraps and unwraps part keys under one envelope's content key. */
export type PartKeys = {
  /** The 40 bytes that the manifest names, in hex. */
  wrap(partKey: Bytes): Promise<string>;
  /**
   * For reading, not extractable.
   * @throws FormatError `part-key-invalid`
   */
  unwrap(wrappedKey: string): Promise<CryptoKey>;
  /**
   * For naming the part in another letter.
   * @throws FormatError `part-key-invalid`
   */
  unwrapBytes(wrappedKey: string): Promise<Bytes>;
};

/**
 * AES-256 key wrap (RFC 3394) under HKDF-SHA-256(content key, no salt, info "pli-envelope-2/part-keys"). A manifest can so be
 * shown as evidence without a key that opens what it lists.
 */
export async function partKeysOf(contentKey: ContentKey): Promise<PartKeys> {
  const hkdfKey = contentKey instanceof Uint8Array ? await importContentKey(contentKey) : contentKey;
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: keyWrapInfo };
  const wrappingKey = await crypto.subtle.deriveBits(hkdf, hkdfKey, 256);
  const wrapping = await crypto.subtle.importKey('raw', wrappingKey, 'AES-KW', false, [
    'wrapKey',
    'unwrapKey',
  ]);
  /** Of what kind it is does not matter to the wrapping: this one WebCrypto lets pass in and out as bytes. */
  const carrier = { name: 'AES-GCM', length: 256 };
  const unwrap = async (
    wrappedKey: string,
    kind: AlgorithmIdentifier,
    extractable: boolean,
    usages: KeyUsage[],
  ) => {
    try {
      return await crypto.subtle.unwrapKey(
        'raw',
        fromHex(wrappedKey),
        wrapping,
        'AES-KW',
        kind,
        extractable,
        usages,
      );
    } catch (cause) {
      throw new FormatError('part-key-invalid', 'not wrapped under this content key', { cause });
    }
  };
  return {
    async wrap(partKey) {
      const key = await crypto.subtle.importKey('raw', ownBytes(partKey), carrier, true, ['encrypt']);
      return toHex(new Uint8Array(await crypto.subtle.wrapKey('raw', key, wrapping, 'AES-KW')));
    },
    unwrap: (wrappedKey) => unwrap(wrappedKey, 'HKDF', false, ['deriveBits']),
    async unwrapBytes(wrappedKey) {
      const key = await unwrap(wrappedKey, carrier, true, ['encrypt']);
      return new Uint8Array(await crypto.subtle.exportKey('raw', key));
    },
  };
}

/**
 * The key under which a part's segments are read: its own, or in version 1 the content key.
 * @throws FormatError `part-key-invalid`
 */
export type KeyOfPart = (part: ManifestPart) => Promise<ContentKey>;

/** The keys of a manifest's parts, each unwrapped once, when it is asked for. */
export async function keysOfParts(
  contentKey: ContentKey,
  manifest: Pick<Manifest, 'format'>,
): Promise<KeyOfPart> {
  if (manifest.format === 'pli-manifest-1') return async () => contentKey;
  const keys = await partKeysOf(contentKey);
  const unwrapped = new Map<string, Promise<CryptoKey>>();
  return async (part) => {
    if (!('wrappedKey' in part)) throw new FormatError('part-key-invalid', 'a part of version 1');
    const { wrappedKey } = part;
    const key = unwrapped.get(wrappedKey) ?? keys.unwrap(wrappedKey);
    unwrapped.set(wrappedKey, key);
    return key;
  };
}
