/**
 * The document of the frame that shows a file, for `srcdoc` of a frame with `sandbox="allow-scripts"`: an origin of its own that is
 * nobody's, and a policy that lets nothing in or out but its one program and its one style. It stands in addition to the page's
 * policy, which the frame inherits; neither lets it navigate, connect, or load anything.
 */
export function frameDocument(options: {
  program: string;
  nonce: string;
  /** `light` or `dark`. */
  scheme: string;
  language: string;
  title: string;
}): string {
  const { program, nonce, scheme, language, title } = options;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    'worker-src blob:',
    'img-src blob:',
    `style-src 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html><html lang="${language}" data-scheme="${scheme}"><head><meta charset="utf-8">
<meta name="referrer" content="no-referrer"><meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeText(title)}</title><style nonce="${nonce}">${style}</style></head>
<body><main id="pages" tabindex="0"></main><script nonce="${nonce}">${inElement(program)}</script></body></html>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** A script that speaks of its own end (HTML, section 4.12.1.3): within strings and patterns, `\/` is the same as `/`. */
function inElement(script: string): string {
  return script.replace(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--');
}

/** The layer of text lies on the drawn page as pdf.js places it (its pdf_viewer.css). */
const style = `
:root { --ground: #e9eceb; color-scheme: light; }
:root[data-scheme="dark"] { --ground: #0c1413; color-scheme: dark; }
html, body { margin: 0; min-height: 100%; background: var(--ground); }
main { display: flex; flex-direction: column; align-items: safe center; justify-content: safe center; gap: 12px; box-sizing: border-box; min-height: 100vh; min-width: fit-content; padding: 12px; outline: none; }
.page { position: relative; flex: none; background: #fff; box-shadow: 0 1px 4px rgb(0 0 0 / 0.25); overflow: hidden; }
.page:has(> .picture) { background: none; box-shadow: none; }
.page > canvas:not(.picture) { display: block; width: 100%; height: 100%; }
.picture { position: absolute; top: 50%; left: 50%; }
.textLayer { position: absolute; inset: 0; overflow: clip; line-height: 1; text-align: initial; text-size-adjust: none; forced-color-adjust: none; transform-origin: 0 0; color-scheme: only light;
  --scale-round-x: 1px; --scale-round-y: 1px; --min-font-size: 1; --text-scale-factor: calc(var(--total-scale-factor) * var(--min-font-size)); --min-font-size-inv: calc(1 / var(--min-font-size)); }
.textLayer :is(span, br) { color: transparent; position: absolute; white-space: pre; cursor: text; transform-origin: 0% 0%; }
.textLayer > :not(.markedContent), .textLayer .markedContent span:not(.markedContent) { z-index: 1; --font-height: 0; font-size: calc(var(--text-scale-factor) * var(--font-height));
  --scale-x: 1; --rotate: 0deg; transform: rotate(var(--rotate)) scaleX(var(--scale-x)) scale(var(--min-font-size-inv)); }
.textLayer .markedContent { display: contents; }
.textLayer ::selection { background: rgb(0 90 200 / 0.28); color: transparent; }
.textLayer[data-main-rotation="90"] { transform: rotate(90deg) translateY(-100%); }
.textLayer[data-main-rotation="180"] { transform: rotate(180deg) translate(-100%, -100%); }
.textLayer[data-main-rotation="270"] { transform: rotate(270deg) translateX(-100%); }`;
