/** A piece of a text: where it begins there, and whether it is one of what was looked for. */
export type Piece = { start: number; text: string; found: boolean };

/** A text cut at every match of `pattern` (global): the matches and what stands between them, in order, nothing lost. */
export function piecesOf(text: string, pattern: RegExp): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const add = (start: number, found: boolean, stop: number) => {
    if (stop > start) pieces.push({ start, text: text.slice(start, stop), found });
  };
  for (const { index, 0: match } of text.matchAll(pattern)) {
    add(end, false, index);
    add(index, true, index + match.length);
    end = index + match.length;
  }
  add(end, false, text.length);
  return pieces;
}
