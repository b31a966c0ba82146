import { pictureTypeOf } from '../../transfer/picture-type';

/** How a file can be shown: in the sandboxed frame (`pdf`, `picture`), as text, as a table of text, or not at all. */
export type ShownAs = 'pdf' | 'picture' | 'text' | 'table' | 'none';

/** What a file is. `format` is a name of the trade (`PDF`, `JPEG`), null where nothing is known of it. */
export type FileKind = {
  shownAs: ShownAs;
  format: string | null;
  /** The ending by which the name claims to be what the bytes are not (`PDF`); null where both agree, or the name claims nothing known. */
  claimed: string | null;
};

/** Bytes from the beginning that `fileKindOf` looks at. */
export const kindHeadBytes = 4_096;

/** Beginnings of files, octet by octet (`.` is any), by the place where they stand. */
const beginnings: readonly (readonly [format: string, at: number, octets: string])[] = [
  ['TIFF', 0, 'II*\0'],
  ['TIFF', 0, 'MM\0*'],
  ['BMP', 0, 'BM....\0\0\0\0'],
  ['DICOM', 128, 'DICM'],
  ['ZIP', 0, 'PK\x03\x04'],
  ['ZIP', 0, 'PK\x05\x06'],
  ['Office 97', 0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['7-Zip', 0, "7z\xbc\xaf'\x1c"],
  ['RAR', 0, 'Rar!\x1a\x07'],
  ['gzip', 0, '\x1f\x8b\x08'],
  ['program', 0, 'MZ'],
  ['program', 0, '\x7fELF'],
  ['RTF', 0, '{\\rtf'],
  ['MP3', 0, 'ID3'],
  ['Ogg', 0, 'OggS'],
  ['WAV', 0, 'RIFF....WAVE'],
  ['AVI', 0, 'RIFF....AVI '],
  ['WebM', 0, '\x1aE\xdf\xa3'],
];

/** Brands of the ISO base media file format (ISO/IEC 14496-12, section 4.3) that are pictures; the others are films and sounds. */
const brands: Readonly<Record<string, string>> = {
  avif: 'AVIF',
  avis: 'AVIF',
  heic: 'HEIC',
  heix: 'HEIC',
  heim: 'HEIC',
  heis: 'HEIC',
  hevc: 'HEIC',
  hevx: 'HEIC',
  mif1: 'HEIC',
  msf1: 'HEIC',
};

/** What a name promises by its ending. An ending that is not here promises nothing. */
const promises: Readonly<Record<string, string>> = {
  pdf: 'PDF',
  jpg: 'JPEG',
  jpeg: 'JPEG',
  png: 'PNG',
  gif: 'GIF',
  webp: 'WEBP',
  avif: 'AVIF',
  heic: 'HEIC',
  heif: 'HEIC',
  tif: 'TIFF',
  tiff: 'TIFF',
  bmp: 'BMP',
  dcm: 'DICOM',
  zip: 'ZIP',
  docx: 'ZIP',
  xlsx: 'ZIP',
  pptx: 'ZIP',
  odt: 'ZIP',
  ods: 'ZIP',
  doc: 'Office 97',
  xls: 'Office 97',
  ppt: 'Office 97',
  mp4: 'MP4',
  txt: 'text',
  csv: 'text',
  tsv: 'text',
  html: 'text',
  htm: 'text',
  svg: 'text',
  xml: 'text',
  json: 'text',
};

/** Judges by the bytes; the name only tells a table from other text, and whether it lies. `head`: the first bytes of the file. */
export function fileKindOf(head: Uint8Array, name: string): FileKind {
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const format = formatOf(head);
  const promised = Object.hasOwn(promises, ending) ? (promises[ending] ?? null) : null;
  const claimed = promised === null || promised === format ? null : ending.toUpperCase();
  return { shownAs: shownAs(format, ending), format, claimed };
}

function shownAs(format: string | null, ending: string): ShownAs {
  if (format === 'PDF') return 'pdf';
  if (format === 'AVIF' || format === 'PNG' || format === 'JPEG' || format === 'GIF' || format === 'WEBP')
    return 'picture';
  if (format !== 'text') return 'none';
  return ending === 'csv' || ending === 'tsv' || ending === 'tab' ? 'table' : 'text';
}

function formatOf(head: Uint8Array): string | null {
  const octets = String.fromCharCode(...head.subarray(0, kindHeadBytes));
  const picture = pictureTypeOf(head);
  if (picture !== null) return picture.slice('image/'.length).toUpperCase();
  // readers accept it anywhere in the first kilobyte (ISO 32000-1, annex H, note 13), but a text that speaks of one is a text
  if (/^[\s\ufeff\xef\xbb\xbf]*%PDF-\d/.test(octets.slice(0, 1_024))) return 'PDF';
  if (octets.startsWith('ftyp', 4)) return brands[octets.slice(8, 12)] ?? 'MP4';
  const known = beginnings.find(([, at, beginning]) => standsAt(octets, at, beginning));
  if (known) return known[0];
  return isText(head) ? 'text' : null;
}

function standsAt(octets: string, at: number, beginning: string): boolean {
  return [...beginning].every((octet, n) =>
    octet === '.' ? at + n < octets.length : octets[at + n] === octet,
  );
}

/** No control character but blanks and line ends; or UTF-16 that says so by its mark. */
function isText(head: Uint8Array): boolean {
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true;
  return head.every((octet) => octet >= 0x20 || (octet >= 0x08 && octet <= 0x0d) || octet === 0x1b);
}
