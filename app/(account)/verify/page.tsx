import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { PageHeader } from '@/app/_components/show/page-header';
import { pageActor } from '@/lib/http/page';
import classes from './verify.module.css';
import { VerifyFiles } from './verify-files';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('evidence.verify');
  return { title: t('title') };
}

/** For everybody, signed in or not: checks evidence in this browser; nothing is uploaded. */
export default async function VerifyPage() {
  const t = await getTranslations('evidence.verify');
  const { keys } = (await pageActor('anyone')).services;
  const own = {
    logKeys: [keys.log.verifierKey],
    sealingKeys: keys.sealing.map(({ fingerprint }) => fingerprint),
  };
  return (
    <Catalogue namespaces={['evidence', 'audit']}>
      <div className={classes.page}>
        <PageHeader title={t('title')} lead={t('lead')} />
        <VerifyFiles own={own} />
      </div>
    </Catalogue>
  );
}
