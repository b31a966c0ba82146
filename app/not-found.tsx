import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AppFrame } from './_components/frame/app-frame';
import { NotFoundPage } from './_components/show/not-found-page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common.notFound');
  return { title: t('title') };
}

/** Of a path that belongs to no group of pages, in a frame of its own. */
export default function NotFound() {
  return (
    <AppFrame>
      <NotFoundPage />
    </AppFrame>
  );
}
