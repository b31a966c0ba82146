/** A file that can be read at any place, in a browser or in Node. */
export type FileSource = {
  size: number;
  /** The bytes from `offset` on: as many as asked for, or up to the end. A piece of memory of its own. */
  read(offset: number, bytes: number): Promise<Uint8Array<ArrayBuffer>>;
};

/** A dropped file, or any Blob. */
export function blobSource(blob: Blob): FileSource {
  return {
    size: blob.size,
    read: async (offset, bytes) =>
      new Uint8Array(await blob.slice(offset, Math.min(offset + bytes, blob.size)).arrayBuffer()),
  };
}

/** What of Node's file system is used; looked up at run time, so that this file bundles for a browser too. */
type NodeFiles = {
  open(path: string): Promise<{
    stat(): Promise<{ size: number }>;
    read(buffer: Uint8Array, offset: number, bytes: number, position: number): Promise<{ bytesRead: number }>;
    close(): Promise<void>;
  }>;
};
type NodeProcess = { getBuiltinModule?(name: string): unknown };

/** A file of the disk, in Node only; `close` it. Faster than `openAsBlob`, whose pieces each wait for the event loop. */
export async function openFileSource(path: string): Promise<FileSource & { close(): Promise<void> }> {
  const { process } = globalThis as unknown as { process?: NodeProcess };
  // node:fs/promises has had these since Node 10
  const files = process?.getBuiltinModule?.('node:fs/promises') as NodeFiles | undefined;
  if (!files) throw new Error('no file system here');
  const handle = await files.open(path);
  const { size } = await handle.stat();
  return {
    size,
    async read(offset, bytes) {
      const buffer = new Uint8Array(Math.max(0, Math.min(bytes, size - offset)));
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, offset + filled);
        if (bytesRead === 0) break; // the file became shorter meanwhile
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
    close: () => handle.close(),
  };
}
