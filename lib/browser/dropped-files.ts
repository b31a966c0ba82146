/**
 * The files of a drop or a paste, folders opened in depth. Must be called while the event is handled: the browser
 * empties the transfer afterwards. A directory that cannot be read is left out and counted.
 */
export async function filesOfTransfer(
  transfer: DataTransfer,
): Promise<{ files: File[]; unreadable: number }> {
  const items = [...transfer.items].filter((item) => item.kind === 'file');
  const sources = items.map((item) => item.webkitGetAsEntry() ?? item.getAsFile());
  const result = { files: [] as File[], unreadable: 0 };
  for (const source of sources) {
    if (source instanceof File) result.files.push(source);
    else if (source) await collect(source, result);
  }
  return result;
}

async function collect(entry: FileSystemEntry, result: { files: File[]; unreadable: number }): Promise<void> {
  try {
    if (isFile(entry)) {
      result.files.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
    } else if (isDirectory(entry)) {
      for (const child of await readAll(entry.createReader())) await collect(child, result);
    }
  } catch {
    result.unreadable += 1;
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
