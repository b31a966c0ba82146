import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { PageHeader } from '@/app/_components/show/page-header';
import { loggedPrograms } from '@/lib/evidence/programs-entry';
import { readLogScript, servedPrograms } from '@/lib/evidence/served-programs';
import { pageActor } from '@/lib/http/page';
import { ByHand } from './by-hand';
import classes from './verify.module.css';
import { VerifyFiles } from './verify-files';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('evidence.verify');
  return { title: t('title') };
}

/** For everybody, signed in or not: checks evidence in this browser; nothing is uploaded. */
export default async function VerifyPage() {
  const t = await getTranslations('evidence.verify');
  const { services } = await pageActor('anyone');
  const { keys } = services;
  const [programs, logged, script] = await Promise.all([
    servedPrograms(),
    loggedPrograms(services),
    readLogScript(),
  ]);
  const own = {
    logKeys: [keys.log.verifierKey],
    sealingKeys: keys.sealing.map(({ fingerprint }) => fingerprint),
  };
  return (
    <Catalogue namespaces={['evidence', 'audit']}>
      <div className={classes.page}>
        <PageHeader title={t('title')} lead={t('lead')} />
        <VerifyFiles own={own} />
        <ByHand programs={programs} logged={logged} script={script} />
      </div>
    </Catalogue>
  );
}
