/** A text and how it was read. `isCut`: there is more of it in the file. */
export type DecodedText = {
  text: string;
  encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252';
  isCut: boolean;
};

/**
 * Reads the beginning of a text: by its mark (UTF-16, UTF-8), else as UTF-8, and where it is none as Windows-1252, in which every
 * octet is a character. `wholeBytes`: the length of the file; a character that the cut divides is left out.
 */
export function decodeText(head: Uint8Array, wholeBytes: number): DecodedText {
  const isCut = wholeBytes > head.byteLength;
  const marked = markOf(head);
  if (marked !== null) return { text: read(head, marked, false, isCut), encoding: 'UTF-16', isCut };
  try {
    return { text: read(head, 'utf-8', true, isCut), encoding: 'UTF-8', isCut };
  } catch {
    return { text: read(head, 'windows-1252', false, isCut), encoding: 'Windows-1252', isCut };
  }
}

function markOf(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : null;
}

function read(head: Uint8Array, label: string, fatal: boolean, isCut: boolean): string {
  return new TextDecoder(label, { fatal }).decode(head, { stream: isCut });
}
