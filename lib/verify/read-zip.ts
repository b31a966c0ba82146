import { type FileEntry, Reader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { Fault } from './fault';
import type { FileSource } from './file-source';

/** What an archive may hold: more is refused before anything is unpacked. */
export type ZipBounds = {
  files: number;
  /** Unpacked bytes of one file, and of all. */
  fileBytes: number;
  totalBytes: number;
};

/** The files of an archive, by name; each name once, each a plain path downwards, nothing unpacked yet. */
export type ZipFiles = {
  names: readonly string[];
  /** The whole file in memory, of at most 64 MiB; its CRC-32 and size are those of the directory. @throws Fault */
  read(name: string): Promise<Uint8Array>;
  /** The file piece by piece. @throws Fault */
  stream(name: string): AsyncGenerator<Uint8Array>;
  has(name: string): boolean;
};

const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,3}$/;
/** What is read whole has to fit into memory, whatever the archive may hold. */
const wholeFileBytesMax = 64 * 1_048_576;
/** Deflate cannot do more; what says more is a lie about its size. */
const ratioMax = 1_032;

/**
 * Opens an archive strictly: whatever two programs could read in two ways is refused (zip.js, strictness "strict": doubled names,
 * local headers that differ from the directory, bytes before, between or behind), and so are encryption, folders, links, names that
 * lead elsewhere, overlapping files and sizes beyond the bounds.
 * @throws Fault `zip-malformed`, `zip-name`, `zip-too-large`
 */
export async function openZip(source: FileSource, bounds: ZipBounds): Promise<ZipFiles> {
  const entries = new Map<string, FileEntry>();
  await asFault(async () => {
    const reader = new ZipReader(new SourceReader(source), readingStrictly);
    let total = 0;
    let files = 0;
    for await (const entry of reader.getEntriesGenerator()) {
      files += 1;
      total += entry.uncompressedSize;
      const packed = entry.compressedSize * ratioMax + 1_024;
      if (files > bounds.files || total > bounds.totalBytes)
        throw new Fault('zip-too-large', { file: shown(entry.filename) });
      if (entry.uncompressedSize > Math.min(bounds.fileBytes, packed))
        throw new Fault('zip-too-large', { file: shown(entry.filename) });
      if (
        entry.directory ||
        entry.encrypted ||
        !namePattern.test(entry.filename) ||
        entries.has(entry.filename)
      ) {
        throw new Fault('zip-name', { file: shown(entry.filename) });
      }
      entries.set(entry.filename, entry);
    }
  });
  const entryOf = (name: string): FileEntry => {
    const entry = entries.get(name);
    if (!entry) throw new Fault('file-missing', { file: name });
    return entry;
  };
  return {
    names: [...entries.keys()],
    has: (name) => entries.has(name),
    read: (name) =>
      asFault(async () => {
        const entry = entryOf(name);
        if (entry.uncompressedSize > wholeFileBytesMax) throw new Fault('zip-too-large', { file: name });
        return entry.getData(new Uint8ArrayWriter(), readingStrictly);
      }, name),
    stream: (name) => streamOf(entryOf(name), name),
  };
}

const readingStrictly = {
  strictness: 'strict',
  filenameValidation: 'strict',
  checkSignature: true,
  checkOverlappingEntry: true,
  useWebWorkers: false,
} as const;

async function* streamOf(entry: FileEntry, name: string): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const written = asFault(() => entry.getData(writable, readingStrictly), name);
  written.catch(() => undefined); // it is awaited below; until then its failure shows in the stream too
  const reader = readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
  } catch {
    // what went wrong is said by `written`
  }
  await written;
}

/** zip.js tells faults apart by their messages; which of them it is does not matter to a person. */
async function asFault<T>(work: () => Promise<T>, file?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const name =
      file ?? (error instanceof Error && 'filename' in error ? shown(String(error.filename)) : undefined);
    const code = /filename|name/i.test(reason) ? 'zip-name' : 'zip-malformed';
    throw new Fault(code, { reason, ...(name === undefined ? {} : { file: name }) });
  }
}

/** A name fit to be shown: no control characters, not endless. */
function shown(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '\ufffd').slice(0, 100);
}

/** zip.js's way to read a FileSource. */
class SourceReader extends Reader<FileSource> {
  readonly #source: FileSource;

  constructor(source: FileSource) {
    super(source);
    this.#source = source;
    this.size = source.size;
  }

  override readUint8Array(index: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.#source.read(index, length);
  }
}
