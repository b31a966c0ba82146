/**
 * A sanitised message as nodes of a document that is printed. Behind a link whose words are not its address stands the
 * address: paper cannot be pressed.
 */
export function letterNodes(sanitisedHtml: string): DocumentFragment {
  const { body } = new DOMParser().parseFromString(sanitisedHtml, 'text/html');
  for (const link of body.querySelectorAll('a[href]')) {
    const address = link.getAttribute('href') ?? '';
    const said = (link.textContent ?? '').trim();
    if (said !== address && `mailto:${said}` !== address) link.after(` (${address})`);
  }
  const nodes = document.createDocumentFragment();
  nodes.append(...body.childNodes);
  return nodes;
}
