import {
  AnnotationMode,
  getDocument,
  type PDFDocumentProxy,
  PDFWorker,
  TextLayer,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { NeededKind } from '../frame-messages';
import { canvasPixelsMax, type PageSize, type PageSource } from './page-source';
import { type Need, runFrame } from './run-frame';

/** CSS pixels to a point of PDF, 1/72 inch. */
const pixelsPerPoint = 96 / 72;
/** Each is an element of the frame. */
const pagesMax = 5_000;

/**
 * The program of the frame that shows a PDF. Its bytes are parsed in a worker of the frame; its scripts, forms of XFA, attachments and
 * links are no part of what is drawn: a page is a picture with text that can be selected.
 */
runFrame(async ({ file, worker: script, keptPixelsMax }, need) => {
  if (script === null) throw new Error('damaged');
  // the address belongs to this frame and is gone with it
  const address = URL.createObjectURL(script);
  const port = new Worker(address);
  const broken = new Promise<never>((_, reject) => {
    port.addEventListener('error', () => reject(new Error('damaged')));
  });
  const worker = PDFWorker.create({ port });
  const loading = getDocument({
    data: new Uint8Array(await file.arrayBuffer()),
    worker,
    // All that is not in the file itself is asked of the page, by name.
    BinaryDataFactory: askingFactory(need),
    useWorkerFetch: false,
    cMapUrl: 'cmaps/',
    standardFontDataUrl: 'fonts/',
    wasmUrl: 'wasm/',
    // The same letters everywhere, and no look at what fonts a machine has.
    useSystemFonts: false,
    enableXfa: false,
    maxImageSize: keptPixelsMax * 4,
    stopAtErrors: false,
  });
  const pdf = await Promise.race([loading.promise, broken]).catch((error: unknown) => {
    const asksForOne = error instanceof Error && error.name === 'PasswordException';
    throw new Error(asksForOne ? 'password' : 'damaged');
  });
  if (pdf.numPages > pagesMax) throw new Error('large');
  return sourceOf(pdf, await sizeOf(pdf, 0));
});

function sourceOf(pdf: PDFDocumentProxy, firstSize: PageSize): PageSource {
  return {
    count: pdf.numPages,
    firstSize,
    reduced: false,
    fitsWhole: false,
    sizeOf: (page) => sizeOf(pdf, page),
    draw: (page, box, scale, turned, signal) => draw(pdf, page, box, scale, turned, signal),
  };
}

async function sizeOf(pdf: PDFDocumentProxy, page: number): Promise<PageSize> {
  const { width, height } = (await pdf.getPage(page + 1)).getViewport({ scale: pixelsPerPoint });
  return { width, height };
}

async function draw(
  pdf: PDFDocumentProxy,
  index: number,
  box: HTMLElement,
  scale: number,
  turned: number,
  signal: AbortSignal,
): Promise<void> {
  const page = await pdf.getPage(index + 1);
  if (signal.aborted) return;
  const rotation = (page.rotate + turned) % 360;
  const viewport = page.getViewport({ scale: scale * pixelsPerPoint, rotation });
  const sharpness = Math.min(
    window.devicePixelRatio || 1,
    Math.sqrt(canvasPixelsMax / (viewport.width * viewport.height)),
  );
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.floor(viewport.width * sharpness));
  canvas.height = Math.max(1, Math.floor(viewport.height * sharpness));
  canvas.setAttribute('aria-hidden', 'true'); // its text lies over it
  const rendering = page.render({
    canvas,
    viewport,
    transform: [sharpness, 0, 0, sharpness, 0, 0],
    annotationMode: AnnotationMode.ENABLE,
  });
  signal.addEventListener('abort', () => rendering.cancel());
  await rendering.promise;
  const text = document.createElement('div');
  text.className = 'textLayer';
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport });
  signal.addEventListener('abort', () => layer.cancel());
  box.style.setProperty('--total-scale-factor', String(scale * pixelsPerPoint));
  box.replaceChildren(canvas, text);
  await layer.render();
  page.cleanup();
}

/** What pdf.js calls for files beside the PDF, in the shape that it constructs (its `BinaryDataFactory`). */
function askingFactory(need: Need) {
  return class {
    fetch({ kind, filename }: { kind: NeededKind; filename: string }): Promise<Uint8Array> {
      return need(kind, filename);
    }
  };
}
