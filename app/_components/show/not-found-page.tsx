import { IconMailQuestion } from '@tabler/icons-react';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '../form/button-link';
import { EmptyState } from './empty-state';

/** What stands in the frame where nothing is: missing and forbidden alike. */
export async function NotFoundPage() {
  const t = await getTranslations('common.notFound');
  return (
    <EmptyState
      level={1}
      icon={<IconMailQuestion size={48} stroke={1.4} aria-hidden />}
      title={t('title')}
      text={`${t('text')} ${t('hint')}`}
      action={<ButtonLink href="/">{t('home')}</ButtonLink>}
    />
  );
}
