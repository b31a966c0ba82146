import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { referenceParams } from '@/lib/envelope/wire';
import { AppError } from '@/lib/errors';
import { orNotFound, pageActor } from '@/lib/http/page';
import { fetchLink } from '@/lib/open/fetch-link';
import { ReportForm } from '../../_components/report-form';
import classes from '../../reader.module.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('open.report');
  return { title: t('title') };
}

/** /e/<reference>/report: "not for you?" Looking at it reports nothing; the button does. */
export default async function Page({ params }: { params: Promise<{ reference: string }> }) {
  const { services, actor, client } = await pageActor('anyone');
  const { reference } = await orNotFound(parseParams(params));
  const { mine } = await orNotFound(fetchLink(services, { actor, client, reference }));
  return (
    <Catalogue namespaces={['open']}>
      <div className={classes.sheet}>
        <ReportForm reference={reference} proved={mine} />
      </div>
    </Catalogue>
  );
}

async function parseParams(params: Promise<{ reference: string }>) {
  const parsed = referenceParams.safeParse(await params);
  if (!parsed.success) throw new AppError('not-found');
  return parsed.data;
}
