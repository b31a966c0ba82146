'use client';

import { useInsertionEffect } from 'react';

/** A style sheet of the page for as long as the component stands. Its rules come from the product, so no nonce is needed. */
export function useStyleSheet(text: string): void {
  useInsertionEffect(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    };
  }, [text]);
}
