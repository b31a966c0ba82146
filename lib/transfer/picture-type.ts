/** The kinds of pictures that stand in a letter's text. */
export const pictureTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
export type PictureType = (typeof pictureTypes)[number];

/** A larger picture is a file beside the text. */
export const pictureBytesMax = 10_485_760;

/** Bytes from the beginning that `pictureTypeOf` looks at. */
export const pictureHeadBytes = 12;

/** How each kind begins, octet by octet; `.` is any. */
const beginnings: Readonly<Record<PictureType, readonly string[]>> = {
  'image/png': ['\x89PNG\r\n\x1a\n'],
  'image/jpeg': ['\xff\xd8\xff'],
  'image/gif': ['GIF87a', 'GIF89a'],
  'image/webp': ['RIFF....WEBP'],
};

/** What a picture really is, by its first bytes, whatever it is called; null for everything else. */
export function pictureTypeOf(head: Uint8Array): PictureType | null {
  const octets = String.fromCharCode(...head.subarray(0, pictureHeadBytes));
  const isBegun = (beginning: string) =>
    [...beginning].every((octet, at) => (octet === '.' ? at < octets.length : octets[at] === octet));
  return pictureTypes.find((type) => beginnings[type].some(isBegun)) ?? null;
}
