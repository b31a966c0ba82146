import type { NeededKind } from './frame-messages';

/** Where the build put what bin/build-preview.mjs made; each is fetched when it is needed first. */
const places = {
  pdfFrame: () => new URL('../../../dist/preview/pdf-frame.txt', import.meta.url),
  pictureFrame: () => new URL('../../../dist/preview/picture-frame.txt', import.meta.url),
  pdfWorker: () => new URL('../../../dist/preview/pdf-worker.txt', import.meta.url),
  cMapUrl: () => new URL('../../../dist/preview/pdf-cmaps.bin', import.meta.url),
  standardFontDataUrl: () => new URL('../../../dist/preview/pdf-fonts.bin', import.meta.url),
  wasmUrl: () => new URL('../../../dist/preview/pdf-wasm.bin', import.meta.url),
} as const;

const fetched = new Map<keyof typeof places, Promise<Blob>>();

/** A part of the frame, fetched once in the life of a page. @throws Error where it cannot be had now; the next call tries again */
function fetchPart(name: keyof typeof places): Promise<Blob> {
  const known = fetched.get(name);
  if (known) return known;
  const fetching = fetch(places[name]()).then((answer) => {
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.blob();
  });
  fetched.set(name, fetching);
  fetching.catch(() => fetched.delete(name));
  return fetching;
}

/** The frame's program, and for PDF the script of its worker. @throws Error where the network is away */
export async function framePrograms(
  shownAs: 'pdf' | 'picture',
): Promise<{ program: string; worker: Blob | null }> {
  if (shownAs === 'picture') return { program: await (await fetchPart('pictureFrame')).text(), worker: null };
  const [program, worker] = await Promise.all([fetchPart('pdfFrame'), fetchPart('pdfWorker')]);
  return { program: await program.text(), worker: worker.slice(0, worker.size, 'text/javascript') };
}

/**
 * A file that pdf.js needs besides a PDF (a table of characters, a font, a decoder), by the name it asks for; null where the build has
 * none of that name. Names only look up a list: no address is made of what the frame says.
 */
export async function neededFile(kind: NeededKind, name: string): Promise<ArrayBuffer | null> {
  try {
    const pack = await fetchPart(kind);
    const listBytes = new DataView(await pack.slice(0, 4).arrayBuffer()).getUint32(0, true);
    const list = JSON.parse(await pack.slice(4, 4 + listBytes).text()) as [string, number, number][]; // what the build wrote
    const found = list.find(([known]) => known === name);
    if (found === undefined) return null;
    const begin = 4 + listBytes;
    return await pack.slice(begin + found[1], begin + found[2]).arrayBuffer();
  } catch {
    return null;
  }
}
