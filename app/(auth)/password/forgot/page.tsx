import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { refusedInQuery } from '@/lib/http/refused-in-query';
import { ForgotPassword } from './forgot-password';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.forgot');
  return { title: t('title') };
}

/** Asks for a link to choose a password. `sent` and `refused` come from the form of a browser without script. */
export default async function ForgotPasswordPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const query = await searchParams;
  return (
    <Catalogue namespaces={['auth']}>
      <ForgotPassword sent={query.sent === 'yes'} former={refusedInQuery(query, await getLocale())} />
    </Catalogue>
  );
}
