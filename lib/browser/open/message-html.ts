import createDOMPurify from 'dompurify';
import {
  allowedAttributes,
  allowedElements,
  isEmptyLetter,
  type LeftOut,
} from '../../letter-text/letter-document';
import { letterStyle } from '../../letter-text/letter-style';
import { readMarkup } from '../../letter-text/read-markup';
import { writeHtml } from '../../letter-text/write-html';
import { parseInBrowser } from '../dom-markup';
import { foldQuote } from './fold-quote';

/** A message as it may be shown, and what of it cannot. */
export type ReadMessage = { html: string; leftOut: LeftOut; empty: boolean };

/**
 * A message as a letter of lib/letter-text: no script, no style, no form, nothing loaded from anywhere. A stranger wrote it, so what
 * is written anew from the letter passes a second judge, which knows nothing of the first. `pictures`: the addresses under which this
 * page holds the inline parts of the envelope, by content id; a picture that is none of them is left out and counted.
 */
export function readMessage(html: string, pictures: ReadonlyMap<string, string> = new Map()): ReadMessage {
  const { document, leftOut } = readMarkup(parseInBrowser(html), (source) => {
    const contentId = /^cid:(.+)$/i.exec(source)?.[1] ?? '';
    return pictures.has(contentId) ? { contentId } : null;
  });
  return { html: judged(writeHtml(document)), leftOut, empty: isEmptyLetter(document) };
}

function judged(html: string, prepare: (element: Element) => void = () => undefined): string {
  const purify = createDOMPurify(window);
  purify.addHook('afterSanitizeAttributes', prepare);
  return purify.sanitize(html, {
    ALLOWED_TAGS: [...allowedElements],
    ALLOWED_ATTR: [...allowedAttributes],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|cid:)/i,
    // Numbers and a kind of numbers: no addresses, so that they are not judged as such and lost.
    ADD_URI_SAFE_ATTR: ['start', 'type', 'colspan', 'rowspan'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
}

/** What the frame takes from the page around it. */
export type FrameLook = {
  nonce: string;
  /** `light` or `dark`; the page changes it on the frame's root element when its own changes. */
  scheme: string;
  /** The page's families, and the rules that load them from the page's own origin. */
  font: string;
  fontFaces: string;
  origin: string;
};

/** The element of the frame that stands for a link: where it leads is told by `addressOf`. */
const addressAttribute = 'data-address';

/**
 * The whole document of the message's frame; its own policy forbids everything but its one style, the page's font and pictures that
 * this page holds. What an answer quotes is folded behind `fold`, in the reader's language. Links lead nowhere by themselves, whatever button, key or menu is used: the page asks first.
 */
export function frameDocument(
  { html }: ReadMessage,
  look: FrameLook & { fold: string },
  pictures: ReadonlyMap<string, string> = new Map(),
): string {
  const body = judged(html, (element) => {
    const source = element.tagName === 'IMG' ? element.getAttribute('src') : null;
    if (source !== null) element.setAttribute('src', pictures.get(source.slice('cid:'.length)) ?? '');
    const address = element.tagName === 'A' ? element.getAttribute('href') : null;
    if (address === null) return;
    element.removeAttribute('href');
    element.setAttribute(addressAttribute, address);
    element.setAttribute('role', 'link');
    element.setAttribute('tabindex', '0');
    element.setAttribute('title', address);
  });
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${look.nonce}'`,
    `font-src ${look.origin}`,
    'img-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const style = `${look.fontFaces}
    :root { --letter-font: ${look.font}; color-scheme: light; }
    :root[data-mantine-color-scheme="dark"] { color-scheme: dark; }
    html, body { margin: 0; background: transparent; }
    body { padding: 1px 0; display: flow-root; }
    summary { width: fit-content; margin-top: 0.75em; padding: 4px 0; color: var(--letter-link); cursor: pointer; }
    details[open] > summary { margin-bottom: 0.75em; }
    :focus-visible { outline: 2px solid var(--letter-link); outline-offset: 2px; }
    ${letterStyle}`;
  return `<!doctype html><html data-mantine-color-scheme="${look.scheme}"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style nonce="${look.nonce}">${style}</style></head><body class="letter-text">${foldQuote(body, look.fold)}</body></html>`;
}

/** Where the link around an element of the frame leads. The element belongs to another realm than this page's classes. */
export function addressOf(target: EventTarget | null): string | null {
  if (target === null || !('closest' in target)) return null;
  const link = (target as Element).closest(`[${addressAttribute}]`); // has `closest`
  return link?.getAttribute(addressAttribute) ?? null;
}
