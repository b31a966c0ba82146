import type { PageSource } from './page-source';
import { runFrame } from './run-frame';

/** The program of the frame that shows a picture: the browser decodes it, upright as its camera noted (EXIF). */
runFrame(async ({ file, keptPixelsMax }) => {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = () => reject(new Error('damaged'));
  });
  const size = { width: image.naturalWidth, height: image.naturalHeight };
  if (size.width === 0 || size.height === 0) throw new Error('damaged');
  const reduced = size.width * size.height > keptPixelsMax;
  const shown = reduced ? await reduce(image, keptPixelsMax) : image;
  shown.className = 'picture';
  const source: PageSource = {
    count: 1,
    firstSize: size,
    reduced,
    fitsWhole: true,
    sizeOf: () => Promise.resolve(size),
    draw: (_, box, scale, turned) => {
      shown.style.width = `${size.width * scale}px`;
      shown.style.height = `${size.height * scale}px`;
      shown.style.transform = `translate(-50%, -50%) rotate(${turned}deg)`;
      if (shown.parentElement !== box) box.replaceChildren(shown);
      return Promise.resolve();
    },
  };
  return source;
});

/** A very large picture, made smaller while it is decoded; its full bytes are let go. */
async function reduce(image: HTMLImageElement, pixelsMax: number): Promise<HTMLCanvasElement> {
  const { naturalWidth, naturalHeight } = image;
  const factor = Math.sqrt(pixelsMax / (naturalWidth * naturalHeight));
  const bitmap = await createImageBitmap(image, {
    resizeWidth: Math.max(1, Math.floor(naturalWidth * factor)),
    resizeHeight: Math.max(1, Math.floor(naturalHeight * factor)),
    resizeQuality: 'medium',
  });
  URL.revokeObjectURL(image.src);
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap);
  return canvas;
}
