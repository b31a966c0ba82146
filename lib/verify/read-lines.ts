import { Fault } from './fault';
import type { FileSource } from './file-source';

/** Bytes of a line at most (docs/audit-log.md, section 3): what bounds memory. */
export const lineBytesMax = 1_048_576;
const chunkBytes = 4_194_304;

/**
 * Whole lines in memory: `text` has one character a byte of `bytes` (so their offsets agree); text beyond ASCII is not readable in
 * it and is never taken from it. The bytes are the reader's to overwrite.
 */
export type Lines = { bytes: Uint8Array; text: string };

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

/** Bytes that are whole lines, as Lines. */
export function linesOf(bytes: Uint8Array): Lines {
  return { bytes, text: latin1(bytes) };
}

/**
 * Groups of whole lines from front to back; the next group is already being read while one is worked on.
 * @throws Fault `file-truncated` where the last line has no line feed, `line-too-long`
 */
export async function* readFileLines(
  source: FileSource,
  onProgress?: (bytesDone: number, bytesTotal: number) => void,
): AsyncGenerator<Lines> {
  let offset = 0;
  let next = source.read(0, chunkBytes);
  while (offset < source.size) {
    const bytes = await next;
    const end = bytes.lastIndexOf(10) + 1;
    if (end === 0) throw new Fault(bytes.length > lineBytesMax ? 'line-too-long' : 'file-truncated');
    offset += end;
    // a line cut at the end of this piece is read again as the beginning of the next
    next = source.read(offset, chunkBytes);
    next.catch(() => undefined); // it is awaited in the next round, or nobody wants it any more
    yield linesOf(bytes.subarray(0, end));
    onProgress?.(offset, source.size);
  }
}

/** The same from a stream of pieces of any size, such as a file inside a ZIP. */
export async function* readStreamLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Lines> {
  let pieces: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of chunks) {
    pieces.push(chunk);
    held += chunk.length;
    if (held < chunkBytes) continue;
    const bytes = join(pieces, held);
    const end = bytes.lastIndexOf(10) + 1;
    if (end === 0) throw new Fault('line-too-long');
    yield linesOf(bytes.subarray(0, end));
    pieces = [bytes.slice(end)];
    held = bytes.length - end;
  }
  if (held === 0) return;
  const bytes = join(pieces, held);
  if (bytes.at(-1) !== 10) throw new Fault('file-truncated');
  yield linesOf(bytes);
}

function join(pieces: readonly Uint8Array[], bytes: number): Uint8Array {
  const joined = new Uint8Array(bytes);
  let offset = 0;
  for (const piece of pieces) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  return joined;
}
