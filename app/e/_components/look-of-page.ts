import type { FrameLook } from '@/lib/browser/open/message-html';

/** What a frame that inherits nothing takes from this page, so that a letter is read in the font that it was written in. */
export function lookOfPage(): FrameLook {
  const root = document.documentElement;
  return {
    nonce: document.querySelector<HTMLElement>('style[nonce], script[nonce]')?.nonce ?? '',
    scheme: root.getAttribute('data-mantine-color-scheme') ?? 'light',
    font: getComputedStyle(document.body).fontFamily,
    fontFaces: fontFaces(),
    origin: window.location.origin,
  };
}

/** The page's rules that load fonts, with whole addresses: in the frame there is nothing to which they could be relative. */
function fontFaces(): string {
  const faces: string[] = [];
  for (const sheet of document.styleSheets) {
    const base = sheet.href ?? window.location.href;
    if (new URL(base).origin !== window.location.origin) continue;
    for (const rule of sheet.cssRules)
      if (rule instanceof CSSFontFaceRule)
        faces.push(
          rule.cssText.replace(
            /url\("?([^")]+)"?\)/g,
            (_, url: string) => `url("${new URL(url, base).href}")`,
          ),
        );
  }
  return faces.join('\n');
}
