import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { PageHeader } from '@/app/_components/show/page-header';
import { can } from '@/lib/access/policy';
import { pageActor } from '@/lib/http/page';
import { AuditExplorer } from './audit-explorer';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('audit');
  return { title: t('title') };
}

/**
 * The audit trail of an organisation, for its administrators and auditors. The filters stand in the address, but for a person's: that
 * has no place in a URL (docs/decisions/0019).
 */
export default async function AuditPage() {
  const { actor } = await pageActor('user');
  if (!can(actor, 'audit.read', actor)) notFound();
  const t = await getTranslations('audit');
  return (
    <Catalogue namespaces={['audit', 'evidence', 'failures']}>
      <PageHeader title={t('title')} lead={t('lead')} />
      <AuditExplorer mayDeliver={can(actor, 'audit.destinations', actor)} />
    </Catalogue>
  );
}
