/**
 * Frees the memory of bytes that nobody will look at again, instead of leaving 8 MiB at a time to the next garbage
 * collection. A browser without ArrayBuffer.prototype.transfer (before 2024) collects them later.
 */
export function releaseBytes(bytes: Uint8Array<ArrayBuffer>): void {
  const buffer: ArrayBuffer & { transfer?: (bytes: number) => ArrayBuffer } = bytes.buffer;
  buffer.transfer?.(0);
}
