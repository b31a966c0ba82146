/** Bytes that differ from place to place, the same every time. */
export function pattern(bytes: number, seed = 1): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(bytes);
  let state = seed;
  for (let index = 0; index < bytes; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    result[index] = state >>> 16;
  }
  return result;
}
