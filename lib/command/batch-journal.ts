import { type FileHandle, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { ClientError, fileError } from './client-error';

const header = z.object({ format: z.literal('pli-batch-1'), url: z.string() });
const entry = z.discriminatedUnion('state', [
  z.object({ state: z.literal('begun'), key: z.string(), digest: z.string(), draft: z.string() }),
  z.object({
    state: z.literal('sent'),
    key: z.string(),
    digest: z.string(),
    draft: z.string(),
    sealedAt: z.string(),
  }),
  z.object({ state: z.literal('given-up'), key: z.string(), draft: z.string() }),
]);
export type JournalEntry = z.infer<typeof entry>;
/** What is known of a letter: sent, or begun under drafts of which it is not known what became of them. */
export type LetterHistory = {
  sent: Extract<JournalEntry, { state: 'sent' }> | null;
  open: Extract<JournalEntry, { state: 'begun' }>[];
};

/**
 * What a batch has done, beside its table: lines of JSON that are only ever added, each on the disk (fsync) before the deed it
 * announces. A run that was killed is continued from it. One run at a time holds it.
 */
export type BatchJournal = {
  historyOf(key: string): LetterHistory;
  /** Several at once for the price of one. */
  append(...lines: JournalEntry[]): Promise<void>;
  close(): Promise<void>;
};

/**
 * Opens the journal, or begins it.
 * @throws ClientError `usage` when another run holds it or it is of another server, `file`
 */
export async function openBatchJournal(file: string, url: string): Promise<BatchJournal> {
  const release = await takeLock(`${file}.lock`);
  try {
    const { entries, complete } = await readJournal(file, url);
    const handle = await open(file, 'a', 0o600);
    if (complete !== null) await handle.truncate(complete);
    const journal = journalOn(file, handle, entries, release);
    if (complete === null) await journal.write({ format: 'pli-batch-1', url });
    return journal;
  } catch (error) {
    await release();
    throw error instanceof ClientError ? error : fileError(file, 'written', error);
  }
}

function journalOn(
  file: string,
  handle: FileHandle,
  entries: readonly JournalEntry[],
  release: () => Promise<void>,
) {
  let last: Promise<void> = Promise.resolve();
  const write = (...lines: object[]): Promise<void> => {
    last = last.then(async () => {
      try {
        await handle.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
        await handle.datasync();
      } catch (error) {
        // Without it no other letter may be begun.
        throw fileError(file, 'written', error, { reason: 'journal' });
      }
    });
    return last;
  };
  const histories = new Map<string, JournalEntry[]>();
  for (const one of entries) histories.set(one.key, [...(histories.get(one.key) ?? []), one]);
  return {
    write,
    historyOf(key: string): LetterHistory {
      const own = histories.get(key) ?? [];
      const closed = new Set(own.filter(({ state }) => state !== 'begun').map(({ draft }) => draft));
      return {
        sent: own.flatMap((one) => (one.state === 'sent' ? [one] : []))[0] ?? null,
        open: own.flatMap((one) => (one.state === 'begun' && !closed.has(one.draft) ? [one] : [])),
      };
    },
    append: write,
    async close() {
      await last.catch(() => undefined);
      await handle.close();
      await release();
    },
  };
}

/** The entries, and the bytes up to the end of the last whole line: what a kill cut in the middle is dropped. Null: no file. */
async function readJournal(
  file: string,
  url: string,
): Promise<{ entries: JournalEntry[]; complete: number | null }> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  const complete = bytes.lastIndexOf(10) + 1;
  const [first, ...lines] = bytes.subarray(0, complete).toString('utf8').split('\n').slice(0, -1);
  if (first === undefined) {
    if (bytes.length > 0) await writeFile(file, '');
    return { entries: [], complete: null };
  }
  const known = header.safeParse(parseJson(first));
  if (!known.success) throw new ClientError('usage', 'no-journal', { file });
  if (known.data.url !== url)
    throw new ClientError('usage', 'journal-elsewhere', { file, theirs: known.data.url, ours: url });
  const entries = lines.map((line, index) => {
    const read = entry.safeParse(parseJson(line));
    if (!read.success) throw new ClientError('usage', 'journal-damaged', { file, line: index + 2 });
    return read.data;
  });
  return { entries, complete };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A folder is made by exactly one; the run that made it stands in it, so that a killed one's is taken over. */
async function takeLock(lock: string): Promise<() => Promise<void>> {
  const owner = `${lock}/owner`;
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      await mkdir(lock);
      await writeFile(owner, String(process.pid));
      return () => rm(lock, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
        throw fileError(lock, 'written', error);
    }
    if (await isHeld(lock, owner)) break;
    await takeOver(lock);
  }
  throw new ClientError('usage', 'journal-locked', { lock });
}

async function isHeld(lock: string, owner: string): Promise<boolean> {
  const pid = Number(await readFile(owner, 'utf8').catch(() => ''));
  if (pid > 0) return isAlive(pid);
  // Made a moment ago by a run that has not yet written its number.
  const made = await stat(lock).catch(() => null);
  return made !== null && Date.now() - made.mtimeMs < 5_000;
}

/** One taker at a time: whoever makes the second folder removes the first. */
async function takeOver(lock: string): Promise<void> {
  const taking = `${lock}.taking`;
  try {
    await mkdir(taking);
  } catch {
    return;
  }
  try {
    if (!(await isHeld(lock, `${lock}/owner`))) await rm(lock, { recursive: true, force: true });
  } finally {
    await rm(taking, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
