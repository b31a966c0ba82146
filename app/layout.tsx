import '@mantine/core/styles.layer.css';
import './global.css';
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core';
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Catalogue } from './_components/frame/catalogue';
import { OfflineBanner } from './_components/frame/offline-banner';
import { Providers } from './_components/frame/providers';
import { TimeZone } from './_components/frame/time-zone';
import { inter, interExtended } from './_theme/fonts';

/** Titles name the kind of page only: they end up in the browser's history. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return {
    title: { template: '%s · Pli', default: 'Pli' },
    description: t('tagline'),
    robots: { index: false, follow: false },
    referrer: 'no-referrer',
  };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#161d1f' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await getLocale();
  const t = await getTranslations('common');
  // Set by proxy.ts for every page.
  const nonce = (await headers()).get('x-nonce') ?? '';
  return (
    <html lang={locale} {...mantineHtmlProps} className={`${inter.variable} ${interExtended.variable}`}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />
      </head>
      <body>
        <Catalogue namespaces={[]}>
          <Providers nonce={nonce}>
            <a className="skip-link" href="#content">
              {t('skipToContent')}
            </a>
            <OfflineBanner />
            <TimeZone />
            {children}
          </Providers>
        </Catalogue>
      </body>
    </html>
  );
}
