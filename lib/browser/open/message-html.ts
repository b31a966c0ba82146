import createDOMPurify from 'dompurify';

const tags = [
  'p',
  'br',
  'b',
  'strong',
  'i',
  'em',
  'u',
  's',
  'ul',
  'ol',
  'li',
  'blockquote',
  'a',
  'h1',
  'h2',
  'h3',
  'h4',
  'pre',
  'code',
  'hr',
  'div',
  'span',
];

/**
 * A message reduced to text with simple marks and links: no script, no style, no picture, no form, nothing loaded from
 * anywhere. Links are http, https or mailto and carry no referrer.
 */
export function sanitiseMessage(html: string): string {
  const purify = createDOMPurify(window);
  purify.addHook('afterSanitizeAttributes', (node) => {
    if (node.tagName !== 'A' || !node.hasAttribute('href')) return;
    node.setAttribute('rel', 'noopener noreferrer nofollow');
    node.setAttribute('target', '_blank');
  });
  return purify.sanitize(html, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: ['href', 'start', 'dir', 'lang'],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
}

/** Whether nothing of a sanitised message would be seen. */
export function isEmptyMessage(sanitisedHtml: string): boolean {
  return sanitisedHtml.replace(/<[^>]*>|\s|&nbsp;/g, '') === '';
}

/** Colours and font of the frame, taken from the page around it. */
export type MessageLook = { text: string; link: string; line: string; font: string; nonce: string };

/** The whole document of the message's frame; its own policy forbids everything but its one style element. */
export function messageDocument(sanitisedHtml: string, look: MessageLook): string {
  const style = `
    :root { color-scheme: light dark; }
    html, body { margin: 0; background: transparent; }
    body { color: ${look.text}; font: 16px/1.6 ${look.font}; overflow-wrap: anywhere; padding: 1px 0; display: flow-root; }
    body > :first-child { margin-top: 0; } body > :last-child { margin-bottom: 0; }
    a { color: ${look.link}; }
    blockquote { margin-inline: 0; padding-inline-start: 16px; border-inline-start: 3px solid ${look.line}; }
    pre { white-space: pre-wrap; }`;
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${look.nonce}'; base-uri 'none'; form-action 'none'">
<style nonce="${look.nonce}">${style}</style></head><body>${sanitisedHtml}</body></html>`;
}
