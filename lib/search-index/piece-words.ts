import type { Bytes } from '../envelope-format/bytes';
import { searchWords } from '../search/search-words';
import { strictUtf8 } from '../transfer/strict-utf8';

/** Words of one letter that are kept; of a longer one the rest is not searched. */
const wordsMax = 20_000;
/** What a piece may become when it is unpacked: words of at most 20 letters, of at most four bytes. */
const unpackedBytesMax = wordsMax * 81;
/** As the database has it. */
export const pieceBytesMax = 65_536;
/** IV and tag. */
const cipherBytes = 28;

/** What of a letter is searched in the browser: title, text and names of files, as people read them. */
export type SearchedTexts = { title: string; text: string; fileNames: readonly string[] };

/**
 * The words of a letter, each once, case and accents folded as everywhere in search, packed (gzip, RFC 1952). Fewer words where they would not
 * fit: the title's and the files' come first.
 */
export async function packWords({ title, text, fileNames }: SearchedTexts): Promise<Bytes> {
  const words = searchWords([title, ...fileNames, text].join('\n')).slice(0, wordsMax);
  for (let count = words.length; ; count = Math.floor(count * 0.8)) {
    const packed = await through(
      new TextEncoder().encode(words.slice(0, count).join(' ')),
      new CompressionStream('gzip'),
      Number.POSITIVE_INFINITY,
    );
    if (packed.length <= pieceBytesMax - cipherBytes) return packed;
  }
}

/** The words of a piece, parted by one space. @throws TypeError where it is not packed so, RangeError where it is too much */
export async function unpackWords(packed: Bytes): Promise<string> {
  return strictUtf8((await through(packed, new DecompressionStream('gzip'), unpackedBytesMax)).buffer);
}

async function through(
  bytes: Bytes,
  stream: CompressionStream | DecompressionStream,
  bytesMax: number,
): Promise<Bytes> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const chunks: Bytes[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > bytesMax) {
      await reader.cancel();
      throw new RangeError('more words than a piece has');
    }
    chunks.push(value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}
