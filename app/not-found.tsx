import { IconMailQuestion } from '@tabler/icons-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from './_components/form/button-link';
import { AppFrame } from './_components/frame/app-frame';
import { EmptyState } from './_components/show/empty-state';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common.notFound');
  return { title: t('title') };
}

/** Missing and forbidden alike. */
export default async function NotFound() {
  const t = await getTranslations('common.notFound');
  return (
    <AppFrame>
      <EmptyState
        level={1}
        icon={<IconMailQuestion size={48} stroke={1.4} aria-hidden />}
        title={t('title')}
        text={`${t('text')} ${t('hint')}`}
        action={<ButtonLink href="/">{t('home')}</ButtonLink>}
      />
    </AppFrame>
  );
}
