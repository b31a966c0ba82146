import type { OpenedFile } from './open-messages';

/** The addresses under which this page holds a letter's pictures, by content id, until they are given up. */
export type ShownPictures = ReadonlyMap<string, string>;

/** Pictures that a text may show: decrypted and verified, each of the kind that its bytes are, not of the one that it claims. */
export function showPictures(files: readonly OpenedFile[]): ShownPictures {
  const addresses = new Map<string, string>();
  for (const { contentId, picture, blobs } of files) {
    if (contentId === null || picture === null || addresses.has(contentId)) continue;
    addresses.set(contentId, URL.createObjectURL(new Blob(blobs, { type: picture })));
  }
  return addresses;
}

/** Frees them: nothing of the letter stays in the page's memory. */
export function hidePictures(pictures: ShownPictures): void {
  for (const address of pictures.values()) URL.revokeObjectURL(address);
}
