import type { OpenedFile } from '../open/open-messages';
import { type DecodedText, decodeText } from './decode-text';
import { type FileKind, fileKindOf, kindHeadBytes } from './file-kind';
import { framePrograms } from './frame-parts';
import { pixelsOf, sizeHeadBytes } from './picture-size';
import { previewLimits } from './preview-limits';
import { type ReadTable, readTable } from './read-table';

/** Why a file is not shown: no kind that is shown, too many bytes or pixels, or the frame's program cannot be fetched now. */
export type NotShown = 'kind' | 'large' | 'offline';

/** A file ready to be shown. */
export type PreparedPreview = { kind: FileKind } & (
  | { as: 'frame'; file: Blob; program: string; worker: Blob | null }
  | { as: 'text'; decoded: DecodedText }
  | { as: 'table'; decoded: DecodedText; table: ReadTable }
  | { as: 'none'; reason: NotShown }
);

/** Judges a verified file by its bytes and makes of them what is shown; bounded by `previewLimits` whatever it is. */
export async function preparePreview(file: OpenedFile, name: string): Promise<PreparedPreview> {
  const whole = new Blob(file.blobs);
  const head = await beginningOf(whole, kindHeadBytes);
  const kind = fileKindOf(head, name);
  switch (kind.shownAs) {
    case 'none':
      return { kind, as: 'none', reason: 'kind' };
    case 'pdf':
    case 'picture':
      return prepareFrame(kind, kind.shownAs, whole);
    case 'text':
    case 'table': {
      const decoded = decodeText(await beginningOf(whole, previewLimits.textBytesMax), whole.size);
      if (kind.shownAs === 'text') return { kind, as: 'text', decoded };
      return { kind, as: 'table', decoded, table: readTable(decoded.text, decoded.isCut) };
    }
  }
}

async function prepareFrame(
  kind: FileKind,
  shownAs: 'pdf' | 'picture',
  file: Blob,
): Promise<PreparedPreview> {
  const { pdfBytesMax, pictureBytesMax, picturePixelsMax } = previewLimits;
  if (file.size > (shownAs === 'pdf' ? pdfBytesMax : pictureBytesMax))
    return { kind, as: 'none', reason: 'large' };
  if (shownAs === 'picture') {
    const pixels = pixelsOf(await beginningOf(file, sizeHeadBytes));
    if (pixels === null) return { kind, as: 'none', reason: 'kind' };
    if (pixels > picturePixelsMax) return { kind, as: 'none', reason: 'large' };
  }
  try {
    return { kind, as: 'frame', file, ...(await framePrograms(shownAs)) };
  } catch {
    return { kind, as: 'none', reason: 'offline' };
  }
}

async function beginningOf(blob: Blob, bytes: number): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await blob.slice(0, bytes).arrayBuffer());
}
