/**
 * A text in the lines that it means: Unicode's own line ends (U+000B, U+0085, U+2028, U+2029) part it, marks that turn the direction of
 * what follows are gone, and a control character is seen as U+FFFD, so that it joins nothing.
 */
export function visibleCharacters(text: string): string[] {
  return text
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/(?![\t\n\v\f\r\u0085])\p{Cc}|\p{Cs}/gu, '\ufffd')
    .split(/[\v\u0085\u2028\u2029]/);
}
