/** The file cannot be read any more: moved, removed, or changed on disk since it was chosen. */
export class FileUnreadable extends Error {}

/** The chosen file's bytes are not those that were stored before under its name and size. */
export class FileDiffers extends Error {}

/** Plaintext bytes [start, end) of a file. @throws FileUnreadable */
export async function readSlice(source: Blob, start: number, end: number): Promise<ArrayBuffer> {
  try {
    const bytes = await source.slice(start, end).arrayBuffer();
    if (bytes.byteLength !== end - start) throw new Error(`${bytes.byteLength} bytes`);
    return bytes;
  } catch (cause) {
    throw new FileUnreadable('file-unreadable', { cause });
  }
}
