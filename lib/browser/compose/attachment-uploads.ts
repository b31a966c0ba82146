import { v7 as uuidv7 } from 'uuid';
import type { OpenDraftAnswer } from '../../envelope/wire';
import { toBase64 } from '../../transfer/base64';
import { addSample, type TransferFigures, type TransferSample, transferFigures } from '../transfer-progress';
import type { UploadClient } from '../upload/upload-client';
import type { PartFailure, UploadEvent } from '../upload/upload-messages';
import { mayBeCarried } from './carried-files';
import { type Attachment, newAttachment } from './compose-state';
import type { DraftAttachment } from './draft-content';
import { attachmentForFile, isStoredWhole, keptSegments, provableSegments } from './resume-decision';

/** Progress is shown a few times a second: drawing it must not slow it. */
const showEveryMs = 250;

/**
 * `shown`: nothing to save; `durable`: to be saved; `stored`: a segment that the draft must soon know of, so that a reload does not send it
 * again; `urgent`: at once, because a browser that dies now must not leave segments that no draft names, nor a file that is nowhere.
 */
type UploadsChange = 'shown' | 'durable' | 'stored' | 'urgent';

/** The files of one draft and their uploads; calls `onChange` with what a change asks for. */
export class AttachmentUploads {
  readonly #client: UploadClient;
  readonly #onChange: (change: UploadsChange) => void;
  #attachments: readonly Attachment[] = [];
  #samples = new Map<string, TransferSample[]>();
  #shownAt = 0;
  /** Pictures that stand no longer in the text, by their content id. */
  readonly #aside = new Map<string, { file: File | null; undo(): void; forget(): void }>();
  /** Pictures of an opened draft, by their content id; the browser may keep their bytes on disk. */
  readonly #readBack = new Map<string, Promise<Blob | null>>();
  /** Small files that are being encrypted. */
  readonly #writing = new Set<string>();
  /** Whether small files travel inside requests; those of a draft of version 1 do not. */
  carries = true;
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
        segments: whole ? segments : provableSegments(segments),
        plaintextSha256: whole ? attachment.plaintextSha256 : null,
        file: null,
        small: false,
        carried: null,
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
    const begun = files.map((file) => {
      const waiting = attachmentForFile(
        file,
        this.#attachments.filter(({ status }) => status === 'file-needed'),
      );
      if (waiting) this.#change(waiting.partId, { file, status: 'uploading', failure: null });
      else this.#attachments = [...this.#attachments, newAttachment(uuidv7(), file)];
      return this.#begin(waiting?.partId ?? this.#attachments.at(-1)?.partId);
    });
    this.#onChange(begun.every((small) => small) ? 'shown' : 'urgent');
    void this.#writeSmall();
  }

  /** A picture that stands in the text, under its content id. */
  addPicture(file: File, contentId: string): void {
    for (const forget of [...this.#replaceable]) forget();
    const picture = { ...newAttachment(uuidv7(), file), contentId };
    this.#attachments = [...this.#attachments, picture];
    this.#onChange(this.#begin(picture.partId) ? 'shown' : 'urgent');
    void this.#writeSmall();
  }

  /** Pictures that stand no longer in the text are taken out; one that comes back, because a deletion was undone, is there again. */
  followText(contentIds: ReadonlySet<string>): void {
    for (const { partId, contentId, file } of this.#attachments)
      if (contentId !== null && !contentIds.has(contentId))
        this.#aside.set(contentId, { file: file ?? null, ...this.remove(partId) });
    for (const [contentId, { undo }] of this.#aside) {
      if (!contentIds.has(contentId)) continue;
      this.#aside.delete(contentId);
      undo();
    }
  }

  /**
   * The bytes of a picture: as this page has them, or else read back from what is stored of it, once; null where neither can be. Also of one
   * that was just taken out, which an undo shows again.
   */
  pictureOf(contentId: string): Blob | Promise<Blob | null> | null {
    const attached = this.#attachments.find((attachment) => attachment.contentId === contentId);
    const file = (attached ?? this.#aside.get(contentId))?.file;
    if (file) return file;
    const known = this.#readBack.get(contentId);
    if (known || attached?.status !== 'stored') return known ?? null;
    const reading = this.#client.readPicture(attached.wrappedKey, [...attached.segments]).catch(() => null); // its words stand for it
    this.#readBack.set(contentId, reading);
    return reading;
  }

  /** What was taken out of the text is not wanted any more. */
  forgetPictures(): void {
    for (const { forget } of this.#aside.values()) forget();
    this.#aside.clear();
  }

  /** Pauses, goes on, or tries again. */
  steer(partId: string, command: 'pause' | 'resume' | 'retry'): void {
    const attachment = this.#find(partId);
    if (!attachment?.file) return;
    if (attachment.small && command === 'retry') {
      this.#change(partId, { status: 'uploading', failure: null });
      void this.#writeSmall();
    }
    if (attachment.small) return;
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
    this.#onChange('urgent');
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
          if (removed.file && removed.contentId !== null) this.addPicture(removed.file, removed.contentId);
          else if (removed.file) this.add([removed.file]);
          return;
        }
        open = false;
        this.#replaceable.delete(forget);
        this.#attachments = this.#attachments.toSpliced(at, 0, removed);
        if (removed.status === 'uploading') this.#client.command('resume', partId);
        this.#onChange('urgent');
        void this.#writeSmall();
      },
      forget,
    };
  }

  /** The server has stored what a request carried. */
  carriedStored(partIds: readonly string[]): void {
    for (const partId of partIds) {
      const attachment = this.#find(partId);
      if (attachment) this.#change(partId, { status: 'stored', carried: null, bytesDone: attachment.bytes });
    }
    if (partIds.length > 0) this.#onChange('shown');
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
      this.#segmentStored(event.partId, event.wrappedKey, event.segment);
    } else if (event.type === 'part-stored' && this.#find(event.part.id)) {
      const { id, plaintextSha256, wrappedKey, plaintextBytes: bytesDone } = event.part;
      const segments = event.part.segments.map((digest, index) => ({ index, ...digest }));
      this.#change(id, { status: 'stored', plaintextSha256, wrappedKey, segments, bytesDone });
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

  #segmentStored(partId: string, wrappedKey: string | null, segment: Attachment['segments'][number]): void {
    const attachment = this.#find(partId);
    if (!attachment) return;
    const others = attachment.segments.filter(({ index }) => index !== segment.index);
    this.#change(partId, { wrappedKey, segments: [...others, segment] });
    this.#onChange('stored');
  }

  #failed(partId: string, failure: PartFailure): void {
    const attachment = this.#find(partId);
    if (failure === 'file-differs' && attachment?.file) {
      // Another file under the same name: what was stored of the old one is of no use to it.
      this.#client.command('cancel', partId);
      const fresh = { ...newAttachment(uuidv7(), attachment.file), contentId: attachment.contentId };
      this.#attachments = this.#attachments.map((other) => (other === attachment ? fresh : other));
      this.#begin(fresh.partId);
      void this.#writeSmall();
    } else {
      this.#change(partId, { status: 'failed', failure });
    }
    this.#onChange('durable');
  }

  /** Starts to upload a file; a small one waits for `#writeSmall`. @returns whether it is one */
  #begin(partId: string | undefined): boolean {
    const attachment = this.#attachments.find((one) => one.partId === partId);
    if (!attachment?.file) return false;
    const { file, segments } = attachment;
    const others = this.#attachments.filter((one) => one !== attachment);
    const small = this.carries && segments.length === 0 && mayBeCarried(file.size, others);
    if (small) this.#change(attachment.partId, { small });
    else {
      const kept = provableSegments(segments);
      const wrappedKey = kept.length > 0 ? attachment.wrappedKey : null;
      this.#client.add(attachment.partId, 'attachment', file, { kept, wrappedKey });
    }
    return small;
  }

  /** Encrypts the small files that are not yet, and has them saved together. */
  async #writeSmall(): Promise<void> {
    const waiting = this.#attachments.filter(
      ({ partId, small, carried, status }) =>
        small && carried === null && status === 'uploading' && !this.#writing.has(partId),
    );
    if (waiting.length === 0) return;
    await Promise.all(waiting.map((attachment) => this.#writeOne(attachment)));
    this.#onChange('urgent');
  }

  async #writeOne({ partId, file }: Attachment): Promise<void> {
    if (!file) return;
    this.#writing.add(partId);
    try {
      const { stored, ciphertext } = await this.#client.writeSmall(partId, file);
      const { wrappedKey, plaintextSha256 } = stored;
      const segments = stored.segments.map((digest, index) => ({ index, ...digest }));
      this.#change(partId, { wrappedKey, plaintextSha256, segments, carried: toBase64(ciphertext) });
    } catch (error) {
      const isUnreadable = error instanceof Error && error.message === 'file-unreadable';
      this.#failed(partId, isUnreadable ? 'file-unreadable' : 'refused');
    } finally {
      this.#writing.delete(partId);
    }
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
