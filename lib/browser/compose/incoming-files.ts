import { isLitter, namesFromPlaces } from '../../transfer/file-name';
import { pictureTypes } from '../../transfer/picture-type';
import type { Attachment } from './compose-state';
import { attachmentForFile } from './resume-decision';

/** A file and where it was found: its name behind its folders (`IRM/2026/image.png`), or its name alone. */
export type PlacedFile = { file: File; place: string };

/** What a drop, a paste or a chooser brings. */
export type Incoming = { files: readonly PlacedFile[]; unreadable: number; emptyFolders: number };

/** What a chooser gives: whole folders name their files by their places (File and Directory Entries API). */
export function incomingOf(files: Iterable<File>): Incoming {
  const placed = [...files].map((file) => ({ file, place: file.webkitRelativePath || file.name }));
  return { files: placed, unreadable: 0, emptyFolders: 0 };
}

/** Whether these are pictures alone, by what they claim: pasted or dropped into the text, that is where they are meant. */
export function arePictures(types: readonly string[]): boolean {
  return types.length > 0 && types.every((type) => pictureTypes.some((one) => one === type));
}

/**
 * Files as they will be called in the letter: of one name from two folders, each with its folder. Empty ones are to be asked about,
 * litter is left out. What an attachment waits for keeps the name it is known by.
 */
export function sortIncoming(
  incoming: readonly PlacedFile[],
  attached: readonly Pick<Attachment, 'name' | 'bytes' | 'lastModified' | 'status'>[],
): { files: File[]; empty: File[]; litter: string[] } {
  const meant = incoming.filter(({ file }) => !isLitter(file.name));
  const waiting = attached.filter(({ status }) => status === 'file-needed');
  const others = attached.filter(({ status }) => status !== 'file-needed').map(({ name }) => name);
  const names = namesFromPlaces([...others, ...meant.map(({ place }) => place)]).slice(others.length);
  const named = meant.map(({ file }, index) =>
    attachmentForFile(file, waiting) ? file : renamed(file, names[index] ?? file.name),
  );
  return {
    files: named.filter(({ size }) => size > 0),
    empty: named.filter(({ size }) => size === 0),
    litter: incoming.filter(({ file }) => isLitter(file.name)).map(({ file }) => file.name),
  };
}

/** The same bytes, not copied. */
function renamed(file: File, name: string): File {
  if (file.name === name) return file;
  return new File([file], name, { type: file.type, lastModified: file.lastModified });
}
