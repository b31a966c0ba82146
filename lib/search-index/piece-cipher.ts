import { type Bytes, concatBytes, ownBytes, randomBytes } from '../envelope-format/bytes';

/**
 * How one piece of a mailbox's search index is kept. The piece has a key of its own (AES-256-GCM, NIST SP 800-38D), which is wrapped (AES-KW, RFC 3394)
 * under what ECDH on P-256 gives of the mailbox's key and one that the writer makes (ECIES with HKDF-SHA-256, RFC 5869). So who writes needs the
 * mailbox's public key only, and a change of the mailbox's key wraps pieces again without reading them.
 */
export type SealedPiece = {
  /** The writer's public key (65 bytes, an uncompressed point of P-256), then the wrapped key (40). */
  wrap: Bytes;
  /** IV (12 bytes), then ciphertext and tag; bound to its mailbox and copy. */
  content: Bytes;
};

/** Of which mailbox, and of which of its keys. */
export type IndexKeyName = { mailboxId: string; generation: number };
/** A mailbox's key: a point (65 bytes, uncompressed) and its number (32 bytes, big-endian). */
export type IndexKeyPair = { publicKey: Bytes; privateKey: Bytes };

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const;
const pointBytes = 65;
const ivBytes = 12;

/** Makes a mailbox's key. */
export async function generateIndexKey(): Promise<IndexKeyPair> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(curve, true, ['deriveBits']);
  const { d } = await crypto.subtle.exportKey('jwk', privateKey);
  return {
    publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)),
    privateKey: fromBase64Url(d ?? ''),
  };
}

/** Seals pieces for a mailbox's key, all with one pair of the writer's, so that a reader derives once for all of them. @throws DOMException for bytes that are no point of the curve */
export async function createPieceSealer(name: IndexKeyName, publicKey: Uint8Array) {
  const writer = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
  const writerPoint = new Uint8Array(await crypto.subtle.exportKey('raw', writer.publicKey));
  const reader = await crypto.subtle.importKey('raw', ownBytes(publicKey), curve, false, []);
  const wrapping = await wrappingKey(name, writer.privateKey, reader, writerPoint, publicKey);
  const wrap = async (pieceKey: CryptoKey) =>
    concatBytes(
      writerPoint,
      new Uint8Array(await crypto.subtle.wrapKey('raw', pieceKey, wrapping, 'AES-KW')),
    );
  return {
    wrap,
    async seal(itemId: string, plaintext: Bytes): Promise<SealedPiece> {
      const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
      const iv = randomBytes(ivBytes);
      const ciphertext = await crypto.subtle.encrypt(contentCipher(name, itemId, iv), key, plaintext);
      return { wrap: await wrap(key), content: concatBytes(iv, new Uint8Array(ciphertext)) };
    },
  };
}

/** Opens pieces with a mailbox's key. */
export async function createPieceOpener(name: IndexKeyName, { publicKey, privateKey }: IndexKeyPair) {
  const own = await crypto.subtle.importKey('jwk', jwkOf(publicKey, privateKey), curve, false, [
    'deriveBits',
  ]);
  const known = new Map<string, Promise<CryptoKey>>();
  const wrappingOf = (point: Bytes): Promise<CryptoKey> => {
    const name_ = point.join();
    const found = known.get(name_) ?? derive(point);
    known.set(name_, found);
    return found;
  };
  const derive = async (point: Bytes) =>
    wrappingKey(name, own, await crypto.subtle.importKey('raw', point, curve, false, []), point, publicKey);
  /** The piece's own key; `extractable` to be wrapped again. */
  const unwrap = async (wrap: Bytes, extractable: boolean): Promise<CryptoKey> =>
    crypto.subtle.unwrapKey(
      'raw',
      wrap.subarray(pointBytes),
      await wrappingOf(wrap.slice(0, pointBytes)),
      'AES-KW',
      { name: 'AES-GCM' },
      extractable,
      ['decrypt'],
    );
  return {
    unwrap,
    /** @throws DOMException where a byte is another, or it is of another copy or mailbox */
    async open(itemId: string, { wrap, content }: SealedPiece): Promise<Bytes> {
      const cipher = contentCipher(name, itemId, content.slice(0, ivBytes));
      const key = await unwrap(wrap, false);
      return new Uint8Array(await crypto.subtle.decrypt(cipher, key, content.subarray(ivBytes)));
    },
  };
}

/** A generation more changes how pieces are wrapped, never what they are bound to. */
const contentCipher = ({ mailboxId }: IndexKeyName, itemId: string, iv: Bytes) => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode(`pli-search-piece/1/${mailboxId}/${itemId}`),
});

async function wrappingKey(
  { mailboxId, generation }: IndexKeyName,
  own: CryptoKey,
  others: CryptoKey,
  writerPoint: Uint8Array,
  readerPoint: Uint8Array,
): Promise<CryptoKey> {
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: others }, own, 256);
  const hkdf = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const info = new TextEncoder().encode(`pli-search-piece-key/1/${mailboxId}/${generation}`);
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: concatBytes(writerPoint, readerPoint), info },
    hkdf,
    { name: 'AES-KW', length: 256 },
    false,
    ['wrapKey', 'unwrapKey'],
  );
}

/** RFC 7518, section 6.2. */
function jwkOf(publicKey: Uint8Array, privateKey: Uint8Array): JsonWebKey {
  return {
    kty: 'EC',
    crv: 'P-256',
    x: toBase64Url(publicKey.subarray(1, 33)),
    y: toBase64Url(publicKey.subarray(33)),
    d: toBase64Url(privateKey),
  };
}

const toBase64Url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');

const fromBase64Url = (text: string): Bytes =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (octet) => octet.charCodeAt(0));
