import { Fault } from './report';

/** Bytes of a line at most (docs/audit-log.md, section 3): what bounds memory. */
export const lineBytesMax = 1_048_576;

/**
 * Whole lines in memory: `text` has one character a byte of `bytes` (so their offsets agree); text beyond ASCII is not readable in
 * it and is never taken from it.
 */
export type Lines = { bytes: Uint8Array; text: string; starts: readonly number[] };

/** Decoders that keep offsets: Node's, or the browser's windows-1252, which differ beyond ASCII only. */
type Latin1 = (bytes: Uint8Array) => string;
type NodeBuffer = {
  from(buffer: ArrayBufferLike, offset: number, bytes: number): { latin1Slice(): string };
};

const latin1 = ((): Latin1 => {
  const { Buffer } = globalThis as unknown as { Buffer?: NodeBuffer };
  if (Buffer) {
    return (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).latin1Slice();
  }
  const decoder = new TextDecoder('windows-1252');
  return (bytes) => decoder.decode(bytes);
})();

/**
 * Groups of whole lines, each at least one line and about one chunk in size. `starts[i]` is where line i begins; one start more
 * says where the last line ended. The bytes are the caller's to overwrite.
 * @throws Fault `file-truncated` where the last line has no line feed, `line-too-long`
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Lines> {
  let rest = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = new Uint8Array(rest.length + chunk.length);
    bytes.set(rest);
    bytes.set(chunk, rest.length);
    const end = bytes.lastIndexOf(10) + 1;
    rest = bytes.slice(end);
    if (rest.length > lineBytesMax) throw new Fault('line-too-long');
    if (end > 0) yield linesOf(bytes.subarray(0, end));
  }
  if (rest.length > 0) throw new Fault('file-truncated');
}

/** Splits bytes that end with a line feed. @throws Fault `line-too-long` */
export function linesOf(bytes: Uint8Array): Lines {
  const starts = [0];
  for (let start = 0; start < bytes.length; ) {
    const next = bytes.indexOf(10, start) + 1;
    if (next - start > lineBytesMax) throw new Fault('line-too-long');
    starts.push(next);
    start = next;
  }
  return { bytes, text: latin1(bytes), starts };
}

/** A blob from front to back, the next piece already being read while one is worked on. */
export async function* chunksOf(blob: Blob, chunkBytes = 4_194_304): AsyncGenerator<Uint8Array> {
  const read = (offset: number) => blob.slice(offset, offset + chunkBytes).arrayBuffer();
  let next = read(0);
  for (let offset = 0; offset < blob.size; offset += chunkBytes) {
    const bytes = new Uint8Array(await next);
    next = read(offset + chunkBytes);
    yield bytes;
  }
  await next;
}
