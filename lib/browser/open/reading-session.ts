import { uniqueSafeFileNames } from '../../transfer/file-name';
import type { Mail } from '../../transfer/mail-message';
import type {
  CheckStep,
  OpenCommand,
  OpenEvent,
  OpenedEnvelope,
  OpenedFile,
  OpeningPlace,
} from './open-messages';
import { saveBlob } from './save-blob';
import { hidePictures, type ShownPictures, showPictures } from './shown-pictures';

/** What the reading page shows: an immutable snapshot. */
export type ReadingState = {
  phase: 'closed' | 'opening' | 'open' | 'mistrusted' | 'refused' | 'broken';
  /** Null before the key was released and the manifest read. */
  progress: { bytesDone: number; bytesTotal: number } | null;
  steps: readonly CheckStep[];
  waiting: 'network' | 'server' | 'sign-in' | null;
  envelope: OpenedEnvelope | null;
  /** Names fit to show and save, in the order of `envelope.files`. */
  fileNames: readonly string[];
  /** Those that stand in the text. */
  pictures: ShownPictures;
  refusal: { status: number; code: string; sentence: string } | null;
  zip: { bytesDone: number } | null;
  /** The letter is being written as a mail. */
  mailing: boolean;
};

/** A letter that nobody has opened yet. */
export const closedReading: ReadingState = {
  phase: 'closed',
  progress: null,
  steps: [],
  waiting: null,
  envelope: null,
  fileNames: [],
  pictures: new Map(),
  refusal: null,
  zip: null,
  mailing: false,
};

/** One envelope being opened and read in this page. Listeners are told of every change of `state`. */
export class ReadingSession {
  readonly #worker: Worker;
  readonly #place: OpeningPlace;
  readonly #onSaved: (files: readonly OpenedFile[]) => void;
  readonly #listeners = new Set<() => void>();
  #state = closedReading;
  #zipName = '';
  #mailName = '';
  readonly #saved = new Set<string>();
  readonly #looked = new Set<string>();
  readonly #evidenceWanted: ((completed: Blob | null) => void)[] = [];

  constructor(place: OpeningPlace, onSaved: (files: readonly OpenedFile[]) => void) {
    this.#place = place;
    this.#onSaved = onSaved;
    this.#worker = new Worker(new URL('./open-worker.ts', import.meta.url), { type: 'module' });
    this.#worker.onmessage = (message: MessageEvent<OpenEvent>) => this.#hear(message.data);
    this.#worker.onerror = () => this.#become({ phase: 'broken' });
  }

  /** For useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getState = (): ReadingState => this.#state;

  /** The click: asks for the key, then verifies and decrypts everything. */
  open(): void {
    if (this.#state.phase === 'opening' || this.#state.phase === 'open') return;
    performance.mark('pli:open-pressed');
    this.#state = { ...closedReading, phase: 'opening' };
    this.#become({});
    this.#post({ type: 'open', origin: window.location.origin, place: this.#place });
  }

  /** Saves one file under its safe name, as bytes of no particular type. */
  saveFile(index: number): void {
    const file = this.#state.envelope?.files[index];
    const name = this.#state.fileNames[index];
    if (!file || name === undefined) return;
    saveBlob(new Blob(file.blobs, { type: 'application/octet-stream' }), name);
    this.#noteSaved([file]);
  }

  /** A file is looked at in the page: the same verified bytes as saved ones, and noted like them, once. */
  notePreviewed(index: number): void {
    const file = this.#state.envelope?.files[index];
    if (!file || this.#looked.has(file.partId) || this.#saved.has(file.partId)) return;
    this.#looked.add(file.partId);
    this.#onSaved([file]);
  }

  /** Packs all files into one ZIP and saves it. */
  saveAll(zipName: string): void {
    const { envelope, fileNames } = this.#state;
    if (!envelope || this.#state.zip) return;
    this.#zipName = zipName;
    this.#become({ zip: { bytesDone: 0 } });
    const files = envelope.files.map(({ blobs, bytes }, index) => ({
      name: fileNames[index] ?? '',
      blobs,
      bytes,
    }));
    this.#post({ type: 'zip', files, lastModified: new Date(envelope.seal.sealedAt) });
  }

  /** Writes the letter with all its files as a mail and saves it. `written`: all of it but the files. */
  saveMail(mailName: string, written: Omit<Mail, 'files'>): void {
    const { envelope, fileNames, mailing } = this.#state;
    if (!envelope || mailing) return;
    this.#mailName = mailName;
    this.#become({ mailing: true });
    const files = envelope.files.map(({ blobs, contentId, picture }, index) => ({
      name: fileNames[index] ?? '',
      mediaType: picture ?? 'application/octet-stream',
      contentId,
      bytes: new Blob(blobs),
    }));
    this.#post({ type: 'mail', mail: { ...written, files } });
  }

  /**
   * Adds to an evidence bundle the manifest in the clear and what proves it.
   * @throws Error where the bundle is not one of the opened envelope
   */
  completeEvidence(bundle: Blob): Promise<Blob> {
    this.#post({ type: 'complete-evidence', bundle });
    return new Promise((resolve, reject) => {
      this.#evidenceWanted.push((completed) =>
        completed ? resolve(completed) : reject(new Error('not of this envelope')),
      );
    });
  }

  /** Whatever waits tries again now. */
  wake(): void {
    this.#post({ type: 'wake' });
  }

  /** Ends the worker and forgets what was read. */
  end(): void {
    this.#worker.terminate();
    hidePictures(this.#state.pictures);
    this.#state = closedReading;
    this.#listeners.clear();
  }

  #hear(event: OpenEvent): void {
    if (event.type === 'evidence-completed') this.#evidenceWanted.shift()?.(event.bundle);
    if (event.type === 'opened') performance.mark('pli:opened');
    if (event.type === 'zipped') {
      saveBlob(event.blob, this.#zipName);
      this.#noteSaved(this.#state.envelope?.files ?? []);
    }
    if (event.type === 'mailed') {
      saveBlob(event.blob, this.#mailName);
      this.#noteSaved(this.#state.envelope?.files ?? []);
    }
    this.#become(changeBy(event));
  }

  #noteSaved(files: readonly OpenedFile[]): void {
    for (const { partId } of files) this.#saved.add(partId);
    if (this.#saved.size === this.#state.envelope?.files.length) performance.mark('pli:all-saved');
    this.#onSaved(files);
  }

  #post(command: OpenCommand): void {
    this.#worker.postMessage(command);
  }

  #become(change: Partial<ReadingState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}

function changeBy(event: OpenEvent): Partial<ReadingState> {
  switch (event.type) {
    case 'steps':
      return { steps: event.steps };
    case 'progress':
      return { progress: { bytesDone: event.bytesDone, bytesTotal: event.bytesTotal } };
    case 'waiting':
      return { waiting: event.reason };
    case 'opened': {
      const { envelope } = event;
      const fileNames = uniqueSafeFileNames(envelope.files.map(({ name }) => name));
      const pictures = showPictures(envelope.files);
      return { phase: 'open', envelope, fileNames, pictures, steps: envelope.steps };
    }
    case 'mistrusted':
      return { phase: 'mistrusted', steps: event.steps, envelope: null };
    case 'refused':
      return { phase: 'refused', refusal: event };
    case 'zip-progress':
      return { zip: { bytesDone: event.bytesDone } };
    case 'zipped':
      return { zip: null };
    case 'mailed':
      return { mailing: false };
    case 'broken':
      return { phase: 'broken', envelope: null };
    case 'ready':
    case 'released':
    case 'evidence-completed':
      return {};
  }
}
