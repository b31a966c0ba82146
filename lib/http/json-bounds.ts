/** Nothing we are sent nests deeper than a handful. */
const depthMax = 32;
/** Brackets, commas and colons: a letter of 500 files to 100 people has some 10,000. What fits, parses in a hundredth of a second. */
const signsMax = 100_000;

const [quote, backslash, comma, colon] = [34, 92, 44, 58];
const [openList, closeList, openObject, closeObject] = [91, 93, 123, 125];

/**
 * Why JSON is refused unparsed, or null: one pass over the text, before the parser builds anything, so that no body of the size that a
 * route takes holds up everybody else's requests. What is no JSON at all is the parser's to say.
 */
export function beyondBounds(text: string): 'nested too deep' | 'too many values' | null {
  let depth = 0;
  let signs = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
      continue;
    }
    if (code === openList || code === openObject) depth += 1;
    else if (code === closeList || code === closeObject) depth -= 1;
    else if (code !== comma && code !== colon) continue;
    signs += 1;
    if (depth > depthMax) return 'nested too deep';
    if (signs > signsMax) return 'too many values';
  }
  return null;
}

/** Where the string that begins at `start` ends; the end of the text where it does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
