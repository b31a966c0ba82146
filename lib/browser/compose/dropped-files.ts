import type { Incoming, PlacedFile } from './incoming-files';

type Found = { files: PlacedFile[]; unreadable: number; emptyFolders: number };

/**
 * The files of a drop or a paste, folders opened in depth, each with its place. Must be called while the event is handled: the browser
 * empties the transfer afterwards. A directory that cannot be read is left out and counted, and so is one that holds nothing.
 */
export async function filesOfTransfer(transfer: DataTransfer): Promise<Incoming> {
  const items = [...transfer.items].filter((item) => item.kind === 'file');
  const sources = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const found: Found = { files: [], unreadable: 0, emptyFolders: 0 };
  for (const source of sources) {
    if (source instanceof File) found.files.push({ file: source, place: source.name });
    else if (source) await collect(source, found);
  }
  return found;
}

async function collect(entry: FileSystemEntry, found: Found): Promise<void> {
  try {
    if (isFile(entry)) {
      const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      found.files.push({ file, place: entry.fullPath });
    } else if (isDirectory(entry)) {
      const children = await readAll(entry.createReader());
      if (children.length === 0) found.emptyFolders += 1;
      for (const child of children) await collect(child, found);
    }
  } catch {
    found.unreadable += 1;
  }
}

/** readEntries gives at most 100 at a time, and none when there are no more. */
async function readAll(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
