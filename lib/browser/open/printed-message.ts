import type { ShownPictures } from './shown-pictures';

/**
 * A sanitised message as nodes of a document that is printed. Behind a link whose words are not its address stands the
 * address: paper cannot be pressed. `pictures`: where this page holds those of the letter.
 */
export function letterNodes(sanitisedHtml: string, pictures: ShownPictures = new Map()): DocumentFragment {
  const { body } = new DOMParser().parseFromString(sanitisedHtml, 'text/html');
  for (const link of body.querySelectorAll('a[href]')) {
    const address = link.getAttribute('href') ?? '';
    const said = (link.textContent ?? '').trim();
    if (said !== address && `mailto:${said}` !== address) link.after(` (${address})`);
  }
  for (const picture of body.querySelectorAll('img')) {
    const contentId = (picture.getAttribute('src') ?? '').slice('cid:'.length);
    picture.setAttribute('src', pictures.get(contentId) ?? '');
  }
  const nodes = document.createDocumentFragment();
  nodes.append(...body.childNodes);
  return nodes;
}
