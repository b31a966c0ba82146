import { type FrameCommand, type FrameEvent, frameFailures, type NeededKind } from '../frame-messages';
import type { PageSource } from './page-source';
import { Viewer } from './viewer';

/** Asks the page for what lies in the build: the frame itself has no network. */
export type Need = (kind: NeededKind, name: string) => Promise<Uint8Array>;
type Show = Extract<FrameCommand, { type: 'show' }>;
/** Reads a file; rejects with an Error whose message says why, where it is one of `frameFailures`. */
type ReadFile = (command: Show, need: Need) => Promise<PageSource>;

/** Keys that mean something to the page around the frame. */
const keysOfPage = ['Escape', 'n', 'p', 'r', '+', '-', '0', '='];

/** Runs in the frame: waits for the one file of its life, shows it, and obeys the page, which is the only one it listens to. */
export function runFrame(readFile: ReadFile): void {
  const emit = (event: FrameEvent) => window.parent.postMessage(event, '*');
  const waiting = new Map<number, (bytes: ArrayBuffer | null) => void>();
  let asked = 0;
  let viewer: Viewer | null = null;

  const need: Need = async (kind, name) => {
    asked += 1;
    const id = asked;
    emit({ type: 'need', id, kind, name });
    const bytes = await new Promise<ArrayBuffer | null>((resolve) => waiting.set(id, resolve));
    if (bytes === null) throw new Error(`no ${name}`);
    return new Uint8Array(bytes);
  };

  const show = async (command: Show) => {
    const place = document.getElementById('pages');
    if (!place) return;
    try {
      viewer = new Viewer(await readFile(command, need), place, command.words, emit);
    } catch (error) {
      const said = error instanceof Error ? error.message : '';
      emit({ type: 'failed', reason: frameFailures.find((one) => one === said) ?? 'damaged' });
    }
  };

  window.addEventListener('message', ({ source, data }: MessageEvent<FrameCommand>) => {
    if (source !== window.parent) return;
    if (data.type === 'show') void show(data);
    else if (data.type === 'scheme') document.documentElement.dataset.scheme = data.scheme;
    else if (data.type === 'given') {
      waiting.get(data.id)?.(data.bytes);
      waiting.delete(data.id);
    } else viewer?.obey(data);
  });
  tellOfHands(emit);
  emit({ type: 'ready' });
}

/** A frame's keys and touches stay in it: the page is told of those that are meant for it, and that somebody is there. */
function tellOfHands(emit: (event: FrameEvent) => void): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { scrollWidth, clientWidth } = document.documentElement;
    const isSideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
    if (!keysOfPage.includes(event.key) && !(isSideways && scrollWidth <= clientWidth)) return;
    event.preventDefault();
    emit({ type: 'key', key: event.key });
  });
  let toldAt = 0;
  for (const name of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])
    document.addEventListener(
      name,
      (event) => {
        if (!event.isTrusted || event.timeStamp - toldAt < 1_000) return;
        toldAt = event.timeStamp;
        emit({ type: 'touched' });
      },
      { capture: true, passive: true },
    );
}
