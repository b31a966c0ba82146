'use client';

import type { CSSProperties } from 'react';
import { failedWithoutFrame } from '@/lib/i18n/failed-without-frame';

const sheet: CSSProperties = {
  maxWidth: 560,
  margin: '12vh auto 0',
  padding: 24,
  fontFamily: 'system-ui, sans-serif',
  lineHeight: 1.5,
};

/** What is left when even the frame of the pages fails: no catalogue, no theme; both languages, calm. */
export default function GlobalError({
  error,
  retry,
}: {
  error: Error & { digest?: string };
  retry: () => void;
}) {
  return (
    <html lang="fr" style={{ colorScheme: 'light dark' }}>
      <body>
        <title>{failedWithoutFrame.title}</title>
        <main style={sheet}>
          {failedWithoutFrame.languages.map(({ lang, heading, text, action }) => (
            <section key={lang} lang={lang}>
              <h1 style={{ fontSize: '1.3rem' }}>{heading}</h1>
              <p>{text}</p>
              <button type="button" onClick={retry} style={{ font: 'inherit', padding: '8px 16px' }}>
                {action}
              </button>
            </section>
          ))}
          {error.digest !== undefined && (
            <p>
              <code>{error.digest}</code>
            </p>
          )}
        </main>
      </body>
    </html>
  );
}
