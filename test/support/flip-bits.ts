/** A copy with the bits of `mask` flipped in the octet at `offset` (from the end when negative). */
export function flipBits(bytes: Uint8Array, offset: number, mask = 1): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  const index = offset < 0 ? copy.length + offset : offset;
  const octet = copy[index];
  if (octet === undefined) throw new RangeError(`no octet ${offset} in ${copy.length}`);
  copy[index] = octet ^ mask;
  return copy;
}
