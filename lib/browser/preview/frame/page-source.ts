/** A size in CSS pixels at 100 %, upright. */
export type PageSize = { width: number; height: number };

/** What the viewer shows page by page: the pages of a PDF, or the one of a picture. */
export type PageSource = {
  count: number;
  /** Of every page until it is known better: that of the first. */
  firstSize: PageSize;
  /** It was made smaller while it was decoded. */
  reduced: boolean;
  /** A small one is not made larger to fill the width. */
  fitsWhole: boolean;
  sizeOf(page: number): Promise<PageSize>;
  /** Draws a page, counted from 0, into `box`, which has the size that it takes up. `turned` is 0, 90, 180 or 270 degrees. */
  draw(page: number, box: HTMLElement, scale: number, turned: number, signal: AbortSignal): Promise<void>;
};

/** More pixels than these no canvas of a phone holds. */
export const canvasPixelsMax = 16_000_000;
