import { parseInBrowser } from '@/lib/browser/dom-markup';
import { isEmptyLetter, type LeftOut, type LetterDocument } from '@/lib/letter-text/letter-document';
import { readMarkup } from '@/lib/letter-text/read-markup';
import { readPlainText } from '@/lib/letter-text/read-plain-text';

/** What a paste or a drop brings: a letter, pictures that become files of it, and what a letter cannot hold. */
export type Brought = { document: LetterDocument; pictures: File[]; leftOut: LeftOut | null };

/** Reads what was pasted or dropped as a letter; null where there is no text in it. */
export function readTransfer(transfer: DataTransfer): Brought | null {
  const html = transfer.getData('text/html');
  if (html !== '') {
    const pictures: File[] = [];
    const { document, leftOut } = readMarkup(parseInBrowser(html), (source) => {
      const picture = pictureOfData(source, pictures.length + 1);
      if (picture === null) return null;
      pictures.push(picture);
      // Until pictures stand in the text: the place says which file it is.
      return { text: `[${picture.name}]` };
    });
    if (!isEmptyLetter(document) || pictures.length > 0) return { document, pictures, leftOut };
  }
  const text = transfer.getData('text/plain');
  return text === '' ? null : { document: readPlainText(text), pictures: [], leftOut: null };
}

/** A picture whose bytes stand in the markup itself (RFC 2397), as browsers and Google Docs copy them. */
function pictureOfData(source: string, number: number): File | null {
  const found = /^data:image\/(png|jpeg|gif|webp);base64,/i.exec(source);
  if (!found) return null;
  const type = (found[1] ?? 'png').toLowerCase();
  try {
    const bytes = Uint8Array.from(atob(source.slice(found[0].length)), (letter) => letter.charCodeAt(0));
    return new File([bytes], `image-${number}.${type === 'jpeg' ? 'jpg' : type}`, { type: `image/${type}` });
  } catch {
    return null;
  }
}
