'use client';

import { useEffect } from 'react';

const attribute = 'data-mantine-color-scheme';

/** Prints every page in its light colours: browsers leave out dark grounds, and light words on white paper are not read. */
export function LightOnPaper() {
  useEffect(() => {
    const root = document.documentElement;
    let screen: string | null = null;
    const before = () => {
      screen ??= root.getAttribute(attribute);
      root.setAttribute(attribute, 'light');
    };
    const after = () => {
      if (screen !== null) root.setAttribute(attribute, screen);
      screen = null;
    };
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  return null;
}
