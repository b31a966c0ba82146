import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { PageHeader } from '@/app/_components/show/page-header';
import { can } from '@/lib/access/policy';
import { pageActor } from '@/lib/http/page';
import { nameOfOrganisation } from '@/lib/organisation/name-of-organisation';
import { Statistics } from './statistics';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('statistics');
  return { title: t('title') };
}

/** Figures of an organisation, for its administrators and auditors. */
export default async function StatisticsPage() {
  const { services, actor } = await pageActor('user');
  if (!can(actor, 'statistics.read', actor)) notFound();
  const organisation = await nameOfOrganisation(services, actor);
  const t = await getTranslations('statistics');
  return (
    <Catalogue namespaces={['statistics']}>
      <PageHeader title={t('title')} lead={t('lead', { organisation })} />
      <Statistics />
    </Catalogue>
  );
}
