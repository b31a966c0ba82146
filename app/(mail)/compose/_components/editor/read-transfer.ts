import { parseInBrowser } from '@/lib/browser/dom-markup';
import { compareWithPlain, type ReadOtherwise } from '@/lib/letter-text/compare-with-plain';
import {
  isEmptyLetter,
  type LeftOut,
  type LetterDocument,
  leftOutKinds,
  type Run,
} from '@/lib/letter-text/letter-document';
import { readMarkup } from '@/lib/letter-text/read-markup';
import { readPlainText } from '@/lib/letter-text/read-plain-text';
import {
  type PictureType,
  pictureBytesMax,
  pictureHeadBytes,
  pictureTypeOf,
} from '@/lib/transfer/picture-type';

/** What a paste or a drop brings: a letter, and what a letter cannot hold. */
export type Brought = {
  document: LetterDocument;
  leftOut: LeftOut | null;
  /** Where the plain text beside it reads otherwise. */
  otherwise: ReadOtherwise | null;
};

/** Joins a picture to the letter: its content id, or null where it cannot. */
export type AddPicture = (picture: File) => string | null;

/** Reads what was pasted or dropped as a letter, and joins its pictures; null where there is neither in it. */
export function readTransfer(transfer: DataTransfer, addPicture: AddPicture): Brought | null {
  const html = transfer.getData('text/html');
  const text = transfer.getData('text/plain');
  if (html !== '') {
    let pictures = 0;
    const { document, leftOut } = readMarkup(parseInBrowser(html), (source) => {
      const picture = pictureOfData(source, pictures + 1);
      const contentId = picture && addPicture(picture);
      if (picture === null || contentId === null) return null;
      pictures += 1;
      return { contentId, name: picture.name };
    });
    if (!isEmptyLetter(document)) {
      const otherwise = text === '' ? null : compareWithPlain(document, text);
      return { document, leftOut, otherwise };
    }
  }
  if (text === '') return null;
  return { document: readPlainText(text), leftOut: null, otherwise: null };
}

/** A picture whose bytes stand in the markup itself (RFC 2397), as browsers and Google Docs copy them. */
function pictureOfData(source: string, number: number): File | null {
  const found = /^data:image\/[a-z+.-]+;base64,/i.exec(source);
  if (!found) return null;
  try {
    const bytes = Uint8Array.from(atob(source.slice(found[0].length)), (letter) => letter.charCodeAt(0));
    const type = bytes.length > pictureBytesMax ? null : pictureTypeOf(bytes);
    return type === null ? null : new File([bytes], pictureName(type, number), { type });
  } catch {
    return null;
  }
}

/** As a screenshot has none, or one that says nothing. */
function pictureName(type: PictureType, number: number): string {
  return `image-${number}.${type === 'image/jpeg' ? 'jpg' : type.slice('image/'.length)}`;
}

/**
 * Pictures that were pasted or dropped as files, joined to the letter as a line of pictures. What only claims to be one, or is too large
 * to stand in a text, is left out and counted.
 */
export async function readPictures(files: readonly File[], addPicture: AddPicture): Promise<Brought> {
  const line: Run[] = [];
  let pictures = 0;
  for (const file of files) {
    const head =
      file.size > pictureBytesMax ? new ArrayBuffer(0) : await file.slice(0, pictureHeadBytes).arrayBuffer();
    const type = pictureTypeOf(new Uint8Array(head));
    const named =
      type &&
      new File([file], file.name || pictureName(type, line.length + 1), {
        type,
        lastModified: file.lastModified,
      });
    const contentId = named && addPicture(named);
    if (named === null || contentId === null) pictures += 1;
    else line.push({ kind: 'picture', contentId, alt: named.name });
  }
  const document: LetterDocument = line.length === 0 ? [] : [{ kind: 'paragraph', lines: [line] }];
  const leftOut = { ...Object.fromEntries(leftOutKinds.map((kind) => [kind, 0])), pictures } as LeftOut; // each kind, once
  return { document, leftOut, otherwise: null };
}
