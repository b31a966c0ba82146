import type { SealedCopy } from './copy-cipher';

/** One row: `draftId` and `writer` (the tab that wrote it) in the clear, whose it is as a name nobody else can make. */
export type StoredCopy = {
  owner: string;
  draftId: string;
  writer: string;
  /** Milliseconds since 1970, by this machine's clock. */
  savedAt: number;
  sealed: SealedCopy;
};

/** Where copies lie; one for each draft and writer. */
export type CopyStore = {
  put(copy: StoredCopy): Promise<void>;
  remove(copy: Pick<StoredCopy, 'owner' | 'draftId' | 'writer'>): Promise<void>;
  /** All of one owner. */
  of(owner: string): Promise<StoredCopy[]>;
  /** Deletes whatever was saved before, whoever's it is. */
  removeBefore(savedAt: number): Promise<void>;
};

/** The store in this browser's IndexedDB. @throws where a browser has none: a private window, storage that is full or switched off */
export async function openCopyStore(): Promise<CopyStore> {
  const opening = indexedDB.open('pli', 1);
  opening.onupgradeneeded = () => {
    const rows = opening.result.createObjectStore('copies', { keyPath: ['owner', 'draftId', 'writer'] });
    rows.createIndex('owner', 'owner');
    rows.createIndex('savedAt', 'savedAt');
  };
  const database = await settled(opening);
  // Another tab of a later version must not wait for this one.
  database.onversionchange = () => database.close();
  const write = (change: (rows: IDBObjectStore) => void) =>
    new Promise<void>((resolve, reject) => {
      const transaction = database.transaction('copies', 'readwrite');
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
      change(transaction.objectStore('copies'));
    });
  return {
    put: (copy) => write((rows) => rows.put(copy)),
    remove: ({ owner, draftId, writer }) => write((rows) => rows.delete([owner, draftId, writer])),
    of: (owner) => settled(database.transaction('copies').objectStore('copies').index('owner').getAll(owner)),
    removeBefore: (savedAt) =>
      write((rows) => {
        const old = rows.index('savedAt').openCursor(IDBKeyRange.upperBound(savedAt, true));
        old.onsuccess = () => {
          old.result?.delete();
          old.result?.continue();
        };
      }),
  };
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
