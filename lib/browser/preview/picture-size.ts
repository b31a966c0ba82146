/** Bytes from the beginning in which the size of a picture stands: before it a photo may have a preview and a profile. */
export const sizeHeadBytes = 1_048_576;

/**
 * Width times height of a picture as its first bytes declare them, before anything decodes it; null where they do not say. PNG (ISO/IEC 15948, 11.2.2), GIF89a
 * (section 18), JPEG (ITU-T T.81, B.2.2), WebP (RFC 9649), AVIF by its largest `ispe` (ISO/IEC 23008-12, 6.5.3).
 */
export function pixelsOf(head: Uint8Array<ArrayBuffer>): number | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const octets = (at: number, length: number) => String.fromCharCode(...head.subarray(at, at + length));
  try {
    if (octets(1, 3) === 'PNG') return view.getUint32(16) * view.getUint32(20);
    if (octets(0, 3) === 'GIF') return view.getUint16(6, true) * view.getUint16(8, true);
    if (head[0] === 0xff) return jpegPixels(view);
    if (octets(8, 4) === 'WEBP') return webpPixels(view, octets(12, 4));
    if (octets(4, 4) === 'ftyp') return avifPixels(view);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

function jpegPixels(view: DataView): number | null {
  let at = 2;
  for (;;) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return view.getUint16(at + 5) * view.getUint16(at + 7);
    if (marker === 0xda) return null;
    at += 2 + view.getUint16(at + 2);
  }
}

function webpPixels(view: DataView, chunk: string): number | null {
  const uint24 = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16);
  if (chunk === 'VP8X') return (uint24(24) + 1) * (uint24(27) + 1);
  if (chunk === 'VP8 ') return (view.getUint16(26, true) & 0x3fff) * (view.getUint16(28, true) & 0x3fff);
  if (chunk !== 'VP8L') return null;
  const bits = view.getUint32(21, true);
  return ((bits & 0x3fff) + 1) * (((bits >>> 14) & 0x3fff) + 1);
}

function avifPixels(view: DataView): number | null {
  const ispe = 0x69_73_70_65;
  const end = Math.min(view.byteLength - 16, 65_536);
  let largest: number | null = null;
  for (let at = 8; at < end; at += 1)
    if (view.getUint32(at) === ispe)
      largest = Math.max(largest ?? 0, view.getUint32(at + 8) * view.getUint32(at + 12));
  return largest;
}
