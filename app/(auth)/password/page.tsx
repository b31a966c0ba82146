import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { ChoosePassword } from './choose-password';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.choose');
  return { title: t('title') };
}

/** /password#<token> — the fragment never reaches a server, a log or a referrer. */
export default function PasswordPage() {
  return (
    <Catalogue namespaces={['auth']}>
      <ChoosePassword />
    </Catalogue>
  );
}
