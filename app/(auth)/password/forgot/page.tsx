import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { ForgotPassword } from './forgot-password';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.forgot');
  return { title: t('title') };
}

export default function ForgotPasswordPage() {
  return (
    <Catalogue namespaces={['auth']}>
      <ForgotPassword />
    </Catalogue>
  );
}
