import type { ProvedAttachment, ProvedEnvelope, VerificationReport } from '../../verify/report';
import type { VerifyCommand, VerifyEvent } from './verify-messages';

/** A file of whose bytes a verified bundle says what it is; no better than that bundle's own report. */
export type Recognised = {
  envelope: ProvedEnvelope;
  attachment: ProvedAttachment;
  report: VerificationReport;
};

/** One dropped file. */
export type VerifiedFile = {
  id: number;
  name: string;
  bytes: number;
  progress: number;
  state: 'checking' | 'done' | 'broken';
  report: VerificationReport | null;
  sha256: string | null;
  recognised: Recognised | null;
};

export type Known = VerifyCommand['options'];

/** The files on the page /verify, and what was found. Nothing of them leaves the browser. */
export class VerifySession {
  readonly #worker: Worker;
  readonly #listeners = new Set<() => void>();
  readonly #sources = new Map<number, File>();
  #files: readonly VerifiedFile[] = [];
  #next = 1;

  constructor() {
    this.#worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<VerifyEvent>) => this.#hear(data);
    this.#worker.onerror = () =>
      this.#become(
        this.#files.map((file) => (file.state === 'checking' ? { ...file, state: 'broken' } : file)),
      );
  }

  /** For useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getFiles = (): readonly VerifiedFile[] => this.#files;

  add(files: readonly File[], known: Known): void {
    for (const file of files) {
      const id = this.#next;
      this.#next += 1;
      this.#sources.set(id, file);
      this.#become([...this.#files, fresh(id, file)]);
      this.#worker.postMessage({ id, file, options: known } satisfies VerifyCommand);
    }
  }

  /** Verifies everything again, compared with other things known. */
  again(known: Known): void {
    const sources = [...this.#sources.values()];
    this.clear();
    this.add(sources, known);
  }

  clear(): void {
    this.#sources.clear();
    this.#become([]);
  }

  end(): void {
    this.#worker.terminate();
    this.#listeners.clear();
  }

  #hear(event: VerifyEvent): void {
    this.#become(
      this.#files.map((file) => {
        if (file.id !== event.id) return file;
        if (event.type === 'broken') return { ...file, state: 'broken' };
        if (event.type === 'progress') return { ...file, progress: event.bytesDone };
        return { ...file, state: 'done', report: event.report, sha256: event.sha256 };
      }),
    );
  }

  #become(files: readonly VerifiedFile[]): void {
    const reports = files.flatMap(({ report }) => report ?? []);
    this.#files = files.map((file) => ({ ...file, recognised: recognise(file, reports) }));
    for (const listener of [...this.#listeners]) listener();
  }
}

function fresh(id: number, { name, size }: File): VerifiedFile {
  return {
    id,
    name,
    bytes: size,
    progress: 0,
    state: 'checking',
    report: null,
    sha256: null,
    recognised: null,
  };
}

/** Which attachment of the envelopes proved so far a file is: by SHA-256 and size, not by its name. */
function recognise(file: VerifiedFile, reports: readonly VerificationReport[]): Recognised | null {
  for (const report of reports) {
    const { envelope } = report;
    const attachment = envelope?.attachments.find(
      ({ sha256, bytes }) => sha256 === file.sha256 && bytes === file.bytes,
    );
    if (envelope && attachment) return { envelope, attachment, report };
  }
  return null;
}
