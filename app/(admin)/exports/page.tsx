import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { administrationPage } from '../administration-page';
import { Destinations } from './destinations';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('destinations');
  return { title: t('title') };
}

/** Where an organisation's audit trail goes by itself, for its administrators. */
export default async function ExportsPage() {
  const { organisation } = await administrationPage();
  return (
    <Catalogue namespaces={['destinations']}>
      <Destinations organisation={organisation.name} />
    </Catalogue>
  );
}
