import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { referenceParams } from '@/lib/envelope/wire';
import { AppError } from '@/lib/errors';
import { orNotFound, pageActor } from '@/lib/http/page';
import { MoveCode } from '../../_components/move-code';
import classes from '../../reader.module.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth.move');
  return { title: t('title') };
}

/** /e/<reference>/code#<token>: the link in the mail of a code. Looking at it moves nothing; the button does. */
export default async function Page({ params }: { params: Promise<{ reference: string }> }) {
  await pageActor('anyone');
  const { reference } = await orNotFound(parseParams(params));
  return (
    <Catalogue namespaces={['auth']}>
      <div className={classes.sheet}>
        <MoveCode reference={reference} />
      </div>
    </Catalogue>
  );
}

async function parseParams(params: Promise<{ reference: string }>) {
  const parsed = referenceParams.safeParse(await params);
  if (!parsed.success) throw new AppError('not-found');
  return parsed.data;
}
