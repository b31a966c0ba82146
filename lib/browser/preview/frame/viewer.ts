import type { FrameCommand, FrameEvent } from '../frame-messages';
import type { PageSize, PageSource } from './page-source';

const percentMax = 800;
const percentMin = 10;
/** Around a page, on each side. */
const margin = 12;

type Box = { element: HTMLElement; size: PageSize; drawing: AbortController | null };

/**
 * Shows the pages of a source one below the other: those near what is seen are drawn, the others are empty boxes of their size, so
 * that a long document takes no more memory than a short one. Tells `emit` where the reader is.
 */
export class Viewer {
  readonly #source: PageSource;
  readonly #boxes: Box[];
  readonly #emit: (event: FrameEvent) => void;
  readonly #seen: IntersectionObserver;
  /** Null: as wide as the frame. */
  #scale: number | null = null;
  #turned = 0;
  #told = '';

  constructor(
    source: PageSource,
    place: HTMLElement,
    words: { page: string },
    emit: (event: FrameEvent) => void,
  ) {
    this.#source = source;
    this.#emit = emit;
    this.#boxes = Array.from({ length: source.count }, (_, page) => {
      const element = document.createElement('div');
      element.className = 'page';
      element.setAttribute('role', 'group');
      element.setAttribute(
        'aria-label',
        words.page.replace('{n}', String(page + 1)).replace('{of}', String(source.count)),
      );
      return { element, size: source.firstSize, drawing: null };
    });
    this.#layOut();
    place.replaceChildren(...this.#boxes.map(({ element }) => element));
    this.#seen = new IntersectionObserver((entries) => this.#onSeen(entries), { rootMargin: '80% 0px' });
    for (const { element } of this.#boxes) this.#seen.observe(element);
    document.addEventListener('scroll', () => this.#tell(), { passive: true });
    window.addEventListener('resize', () => this.#change(() => undefined));
    this.#tell();
  }

  obey(command: FrameCommand): void {
    if (command.type === 'zoom') this.#change(() => this.#zoom(command.to));
    else if (command.type === 'turn') this.#change(() => this.#turn());
    else if (command.type === 'scroll') scroll(command.by, command.direction);
  }

  #zoom(to: 'in' | 'out' | 'fit'): void {
    if (to === 'fit') {
      this.#scale = null;
      return;
    }
    const scale = this.#scaleNow() * (to === 'in' ? 1.25 : 0.8);
    this.#scale = Math.min(percentMax, Math.max(percentMin, Math.round(scale * 100))) / 100;
  }

  #turn(): void {
    this.#turned = (this.#turned + 90) % 360;
  }

  /** What is in the middle stays in the middle. */
  #change(change: () => void): void {
    const { scrollingElement: root } = document;
    const middle = root ? (root.scrollTop + root.clientHeight / 2) / root.scrollHeight : 0;
    change();
    this.#layOut();
    for (const box of this.#boxes) if (box.drawing) void this.#draw(box);
    if (root) {
      root.scrollTop = middle * root.scrollHeight - root.clientHeight / 2;
      root.scrollLeft = (root.scrollWidth - root.clientWidth) / 2;
    }
    this.#tell();
  }

  #scaleNow(): number {
    if (this.#scale !== null) return this.#scale;
    const { width, height } = this.#upright(this.#source.firstSize);
    const { clientWidth, clientHeight } = document.documentElement;
    const wide = Math.max(0.02, (clientWidth - 2 * margin) / width);
    if (!this.#source.fitsWhole) return Math.min(wide, 2);
    return Math.min(1, wide, Math.max(0.02, (clientHeight - 2 * margin) / height));
  }

  #upright({ width, height }: PageSize): PageSize {
    return this.#turned % 180 === 0 ? { width, height } : { width: height, height: width };
  }

  #layOut(): void {
    const scale = this.#scaleNow();
    for (const { element, size } of this.#boxes) {
      const { width, height } = this.#upright(size);
      element.style.width = `${Math.floor(width * scale)}px`;
      element.style.height = `${Math.floor(height * scale)}px`;
    }
  }

  #onSeen(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const box = this.#boxes.find(({ element }) => element === target);
      if (!box) continue;
      if (isIntersecting) void this.#draw(box);
      else {
        box.drawing?.abort();
        box.drawing = null;
        box.element.replaceChildren();
      }
    }
    this.#tell();
  }

  async #draw(box: Box): Promise<void> {
    box.drawing?.abort();
    const drawing = new AbortController();
    box.drawing = drawing;
    const page = this.#boxes.indexOf(box);
    try {
      const size = await this.#source.sizeOf(page);
      if (size.width !== box.size.width || size.height !== box.size.height) {
        box.size = size;
        this.#layOut();
      }
      if (drawing.signal.aborted) return;
      await this.#source.draw(page, box.element, this.#scaleNow(), this.#turned, drawing.signal);
      if (!drawing.signal.aborted) box.element.dataset.drawn = '';
    } catch {
      if (!drawing.signal.aborted) this.#emit({ type: 'failed', reason: 'damaged' });
    }
  }

  #tell(): void {
    const { clientHeight } = document.documentElement;
    const middle = clientHeight / 2;
    const at = this.#boxes.findIndex(
      ({ element }) => element.getBoundingClientRect().bottom + margin > middle,
    );
    const page = (at < 0 ? this.#boxes.length - 1 : at) + 1;
    const percent = Math.round(this.#scaleNow() * 100);
    const told = `${page} ${percent}`;
    if (told === this.#told) return;
    this.#told = told;
    this.#emit({ type: 'at', page, pages: this.#source.count, percent, reduced: this.#source.reduced });
  }
}

function scroll(by: 'line' | 'page' | 'whole', direction: 1 | -1): void {
  const root = document.documentElement;
  const step = { line: 60, page: root.clientHeight * 0.9, whole: root.scrollHeight }[by];
  window.scrollBy({ top: step * direction });
}
