import { NextIntlClientProvider } from 'next-intl';
import { getMessages } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { Namespace } from '@/lib/i18n/catalogues';

/** Gives the client components below it the namespaces they use, besides `common` and `errors`; the others stay on the server. */
export async function Catalogue({
  namespaces,
  children,
}: {
  namespaces: readonly Namespace[];
  children: ReactNode;
}) {
  const all = await getMessages();
  const wanted = new Set<string>(['common', 'errors', ...namespaces]);
  const messages = Object.fromEntries(Object.entries(all).filter(([namespace]) => wanted.has(namespace)));
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>;
}
