/** Bytes in memory of their own (never shared memory), which is what WebCrypto takes and gives. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Narrows to what WebCrypto's types ask for. */
export function ownBytes(bytes: Uint8Array): Bytes {
  // The cast says only what WebCrypto checks itself: it throws a TypeError on SharedArrayBuffer.
  return bytes as Bytes;
}

/** Fresh bytes from the system's generator. */
export function randomBytes(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** Joins into one new array. */
export function concatBytes(...arrays: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let offset = 0;
  for (const array of arrays) {
    joined.set(array, offset);
    offset += array.length;
  }
  return joined;
}

/** Same length and same bytes. Not constant-time: for public values only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, index) => octet === b[index]);
}

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let hex = '';
  for (const octet of bytes) hex += octet.toString(16).padStart(2, '0');
  return hex;
}

/** Bytes of hex that is known to be well formed; anything else gives zeros. */
export function fromHex(hex: string): Bytes {
  return Uint8Array.from(hex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
}

/** A port whose other end is closed: what is transferred to it is freed at once. Made when it is first needed. */
let nowhere: MessagePort | null = null;

/**
 * Frees, in a browser's worker, the memory of bytes that nobody will look at again, instead of leaving megabytes at a time
 * to the next garbage collection. Not by ArrayBuffer.prototype.transfer(0): Chromium then keeps what WebCrypto has seen,
 * and knows of no reason to collect it. Elsewhere it does nothing.
 */
export function releaseBytes(bytes: Bytes): void {
  if (!('importScripts' in globalThis)) return;
  if (nowhere === null) {
    const { port1, port2 } = new MessageChannel();
    port2.close();
    nowhere = port1;
  }
  nowhere.postMessage(null, [bytes.buffer]);
}
