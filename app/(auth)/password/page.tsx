import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { refusedInQuery } from '@/lib/http/refused-in-query';
import { ChoosePassword } from './choose-password';
import { PasswordWithoutScript } from './password-without-script';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.choose');
  return { title: t('title') };
}

/** /password#<token> — the fragment never reaches a server, a log or a referrer. */
export default async function PasswordPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const refused = refusedInQuery(await searchParams, await getLocale());
  return (
    <Catalogue namespaces={['auth']}>
      <ChoosePassword />
      <noscript>
        <PasswordWithoutScript refused={refused?.sentence ?? null} />
      </noscript>
    </Catalogue>
  );
}
