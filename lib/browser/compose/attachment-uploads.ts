import { v7 as uuidv7 } from 'uuid';
import type { OpenDraftAnswer } from '../../envelope/wire';
import { addSample, type TransferFigures, type TransferSample, transferFigures } from '../transfer-progress';
import type { UploadClient } from '../upload/upload-client';
import type { UploadEvent } from '../upload/upload-messages';
import { type Attachment, newAttachment } from './compose-state';
import type { DraftAttachment } from './draft-content';
import { attachmentForFile, isStoredWhole, keptSegments } from './resume-decision';

/** Progress is shown a few times a second: drawing it must not slow it. */
const showEveryMs = 250;

/** `shown`: nothing to save; `durable`: to be saved; `stored`: a segment that the draft must soon know of, so that a reload does not send it again. */
type UploadsChange = 'shown' | 'durable' | 'stored';

/** The files of one draft and their uploads; calls `onChange` with what a change asks for. */
export class AttachmentUploads {
  readonly #client: UploadClient;
  readonly #onChange: (change: UploadsChange) => void;
  #attachments: readonly Attachment[] = [];
  #samples = new Map<string, TransferSample[]>();
  #shownAt = 0;
  #showLater: ReturnType<typeof setTimeout> | undefined;
  /** Removed files that could still come back, and whose room another file may take. */
  readonly #replaceable = new Set<() => void>();

  constructor(client: UploadClient, onChange: (change: UploadsChange) => void) {
    this.#client = client;
    this.#onChange = onChange;
    client.listen((event) => this.#hear(event));
  }

  get list(): readonly Attachment[] {
    return this.#attachments;
  }

  /** Whether bytes would be lost if the page went now. */
  get active(): boolean {
    return this.#attachments.some(({ status }) => status === 'uploading' || status === 'paused');
  }

  /** Whether anything is being uploaded. */
  get running(): boolean {
    return this.#attachments.some(({ status }) => status === 'uploading');
  }

  /** Takes over what an opened draft remembers, held against what the server has. */
  restore(remembered: readonly DraftAttachment[], parts: OpenDraftAnswer['parts']): void {
    const present = new Map(this.#attachments.map((attachment) => [attachment.partId, attachment]));
    for (const { partId } of remembered) present.delete(partId);
    for (const partId of present.keys()) this.#client.command('cancel', partId);
    // Taken out just before the page went: it must not count towards the limit.
    const known = new Set(remembered.map(({ partId }) => partId));
    for (const { id, kind } of parts) {
      if (kind === 'attachment' && !known.has(id) && !present.has(id)) this.#client.command('cancel', id);
    }
    this.#attachments = remembered.map((attachment) => {
      // Its upload goes on in this very page.
      const running = this.#find(attachment.partId);
      if (running?.status === 'uploading' || running?.status === 'paused') return running;
      const segments = keptSegments(attachment, parts);
      const whole = isStoredWhole(attachment, segments);
      return {
        ...attachment,
        segments,
        plaintextSha256: whole ? attachment.plaintextSha256 : null,
        file: null,
        status: whole ? 'stored' : 'file-needed',
        failure: null,
        bytesDone: whole ? attachment.bytes : 0,
      };
    });
    this.#onChange('shown');
  }

  /** A file that completes a waiting attachment goes on where it stopped; any other is a new one. */
  add(files: readonly File[]): void {
    for (const forget of [...this.#replaceable]) forget();
    for (const file of files) {
      const waiting = attachmentForFile(
        file,
        this.#attachments.filter(({ status }) => status === 'file-needed'),
      );
      if (waiting) {
        this.#change(waiting.partId, { file, status: 'uploading', failure: null });
        this.#client.add(waiting.partId, 'attachment', file, waiting.segments);
      } else {
        const attachment = newAttachment(uuidv7(), file);
        this.#attachments = [...this.#attachments, attachment];
        this.#client.add(attachment.partId, 'attachment', file);
      }
    }
    this.#onChange('durable');
  }

  /** Pauses, goes on, or tries again. */
  steer(partId: string, command: 'pause' | 'resume' | 'retry'): void {
    const attachment = this.#find(partId);
    if (!attachment?.file) return;
    this.#samples.delete(partId);
    this.#change(partId, { status: command === 'pause' ? 'paused' : 'uploading', failure: null });
    this.#client.command(command, partId);
    this.#onChange('shown');
  }

  /**
   * Takes the file out; `undo` puts it back where it was. Until `forget`, or until another file comes and needs the room,
   * what is stored of it stays; after that `undo` uploads it again.
   */
  remove(partId: string): { undo(): void; forget(): void } {
    const at = this.#attachments.findIndex((attachment) => attachment.partId === partId);
    const removed = this.#attachments[at];
    if (!removed) return { undo: () => undefined, forget: () => undefined };
    this.#attachments = this.#attachments.filter((attachment) => attachment !== removed);
    if (removed.status === 'uploading') this.#client.command('pause', partId);
    this.#onChange('durable');
    let open = true;
    const forget = () => {
      if (open) this.#client.command('cancel', partId);
      open = false;
      this.#replaceable.delete(forget);
    };
    if (removed.file) this.#replaceable.add(forget);
    return {
      undo: () => {
        if (!open) {
          if (removed.file) this.add([removed.file]);
          return;
        }
        open = false;
        this.#replaceable.delete(forget);
        this.#attachments = this.#attachments.toSpliced(at, 0, removed);
        if (removed.status === 'uploading') this.#client.command('resume', partId);
        this.#onChange('durable');
      },
      forget,
    };
  }

  /** Bytes, speed and time left of one file. */
  figures(attachment: Attachment): TransferFigures {
    return transferFigures(
      attachment.bytesDone,
      attachment.bytes,
      this.#samples.get(attachment.partId) ?? [],
    );
  }

  /** The same over all of these files. */
  totalFigures(attachments: readonly Attachment[]): TransferFigures {
    const total = attachments.reduce((sum, { bytes }) => sum + bytes, 0);
    return transferFigures(bytesDoneOf(attachments), total, this.#samples.get('') ?? []);
  }

  #hear(event: UploadEvent): void {
    if (event.type === 'progress') {
      this.#progress(event.partId, event.bytesDone);
    } else if (event.type === 'segment-stored') {
      this.#segmentStored(event.partId, event.segment);
    } else if (event.type === 'part-stored' && this.#find(event.part.partId)) {
      const { partId, plaintextSha256, segments, plaintextBytes } = event.part;
      this.#change(partId, { status: 'stored', plaintextSha256, segments, bytesDone: plaintextBytes });
      if (this.#attachments.every(({ status }) => status === 'stored')) performance.mark('pli:uploaded');
      this.#onChange('durable');
    } else if (event.type === 'part-failed' && this.#find(event.partId)) {
      this.#failed(event.partId, event.failure);
    }
  }

  #progress(partId: string, bytesDone: number): void {
    const attachment = this.#find(partId);
    if (attachment?.status !== 'uploading') return;
    this.#change(partId, { bytesDone });
    const at = performance.now();
    this.#samples.set(partId, addSample(this.#samples.get(partId) ?? [], { at, bytesDone }));
    this.#samples.set(
      '',
      addSample(this.#samples.get('') ?? [], { at, bytesDone: bytesDoneOf(this.#attachments) }),
    );
    const pause = this.#shownAt + showEveryMs - at;
    if (pause <= 0) this.#showProgress();
    // The last of several at once is shown too, although no other comes for seconds on a slow line.
    else this.#showLater ??= setTimeout(() => this.#showProgress(), pause);
  }

  #showProgress(): void {
    clearTimeout(this.#showLater);
    this.#showLater = undefined;
    this.#shownAt = performance.now();
    this.#onChange('shown');
  }

  #segmentStored(partId: string, segment: Attachment['segments'][number]): void {
    const attachment = this.#find(partId);
    if (!attachment) return;
    const others = attachment.segments.filter(({ index }) => index !== segment.index);
    this.#change(partId, { segments: [...others, segment] });
    this.#onChange('stored');
  }

  #failed(partId: string, failure: NonNullable<Attachment['failure']>): void {
    const attachment = this.#find(partId);
    if (failure === 'file-differs' && attachment?.file) {
      // Another file under the same name: what was stored of the old one is of no use to it.
      this.#client.command('cancel', partId);
      const fresh = newAttachment(uuidv7(), attachment.file);
      this.#attachments = this.#attachments.map((other) => (other === attachment ? fresh : other));
      this.#client.add(fresh.partId, 'attachment', attachment.file);
    } else {
      this.#change(partId, { status: 'failed', failure });
    }
    this.#onChange('durable');
  }

  #find(partId: string): Attachment | undefined {
    return this.#attachments.find((attachment) => attachment.partId === partId);
  }

  #change(partId: string, change: Partial<Attachment>): void {
    this.#attachments = this.#attachments.map((attachment) =>
      attachment.partId === partId ? { ...attachment, ...change } : attachment,
    );
  }
}

function bytesDoneOf(attachments: readonly Attachment[]): number {
  return attachments.reduce((sum, { bytesDone }) => sum + bytesDone, 0);
}
