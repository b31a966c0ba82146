import { getTranslations } from 'next-intl/server';
import { ListSkeleton } from '@/app/_components/list-skeleton';

/** Shown at once when the list is asked for. */
export default async function Loading() {
  const t = await getTranslations('common');
  return <ListSkeleton label={t('loading')} />;
}
