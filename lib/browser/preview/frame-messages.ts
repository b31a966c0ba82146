/** What the page tells the frame that shows a file. The frame has no network and no origin: all it gets comes this way. */
export type FrameCommand =
  /** `worker`: the script of the worker that reads PDF. `words.page` has `{n}` and `{of}`. */
  | { type: 'show'; file: Blob; worker: Blob | null; keptPixelsMax: number; words: { page: string } }
  | { type: 'zoom'; to: 'in' | 'out' | 'fit' }
  | { type: 'turn' }
  | { type: 'scroll'; by: 'line' | 'page' | 'whole'; direction: 1 | -1 }
  | { type: 'scheme'; scheme: string }
  /** The answer to `need`; null where there is no such thing. */
  | { type: 'given'; id: number; bytes: ArrayBuffer | null };

/** Things that a PDF may need besides its own bytes, which lie in the build. */
export type NeededKind = 'cMapUrl' | 'standardFontDataUrl' | 'wasmUrl';
const neededKinds: readonly NeededKind[] = ['cMapUrl', 'standardFontDataUrl', 'wasmUrl'];

/** Why a file is not shown. */
export const frameFailures = ['password', 'damaged', 'large'] as const;
export type FrameFailure = (typeof frameFailures)[number];

/** What the frame tells the page: where the reader is, what it needs, what was pressed in it. Never anything of the file's content. */
export type FrameEvent =
  | { type: 'ready' }
  | { type: 'at'; page: number; pages: number; percent: number; reduced: boolean }
  | { type: 'failed'; reason: FrameFailure }
  | { type: 'need'; id: number; kind: NeededKind; name: string }
  | { type: 'key'; key: string }
  | { type: 'touched' };

/** A message of the frame, which has read bytes of strangers and is believed nothing: of one of the shapes above, or null. */
export function frameEventOf(data: unknown): FrameEvent | null {
  if (typeof data !== 'object' || data === null) return null;
  const { type, page, pages, percent, reduced, reason, id, kind, name, key } = data as Record<
    string,
    unknown
  >; // read one by one
  switch (type) {
    case 'ready':
    case 'touched':
      return { type };
    case 'at':
      if (!isCount(page) || !isCount(pages) || !isCount(percent)) return null;
      return { type, page, pages, percent, reduced: reduced === true };
    case 'failed':
      return { type, reason: frameFailures.find((one) => one === reason) ?? 'damaged' };
    case 'need': {
      const known = neededKinds.find((one) => one === kind);
      if (known === undefined || !isCount(id) || typeof name !== 'string') return null;
      return { type, id, kind: known, name };
    }
    case 'key':
      return typeof key === 'string' ? { type, key } : null;
    default:
      return null;
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 1_000_000;
}
