/**
 * Folds the text that an answer quotes at its end (a quotation at the top level, with nothing after it and something before), behind
 * `summary`: the browser's own folding, which needs no script. All of it stays in the document, and any other quotation as it is.
 * @param sanitisedHtml what a sanitiser has let through, pictures and links as they are to be shown
 */
export function foldQuote(sanitisedHtml: string, summary: string): string {
  const { body } = new DOMParser().parseFromString(sanitisedHtml, 'text/html');
  const quote = body.lastElementChild;
  if (quote?.tagName !== 'BLOCKQUOTE' || quote.nextSibling?.textContent?.trim()) return sanitisedHtml;
  if (!hasContentBefore(quote)) return sanitisedHtml;
  const details = body.ownerDocument.createElement('details');
  const label = body.ownerDocument.createElement('summary');
  label.textContent = summary;
  quote.replaceWith(details);
  details.append(label, quote);
  return body.innerHTML;
}

/** An answer says something itself; a quotation alone is what was sent. */
function hasContentBefore(quote: Element): boolean {
  for (let one = quote.previousElementSibling; one; one = one.previousElementSibling)
    if (one.textContent?.trim() || one.querySelector('img, hr')) return true;
  return false;
}
