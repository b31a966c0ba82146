import { IconMailCheck } from '@tabler/icons-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { getMomentFormat } from '@/app/_components/show/moment-format';
import { Reader } from '@/app/e/_components/reader';
import classes from '@/app/e/reader.module.css';
import { envelopeStatus } from '@/lib/delivery/envelope-status';
import { envelopeParams } from '@/lib/envelope/wire';
import { AppError } from '@/lib/errors';
import { orNotFound, pageActor } from '@/lib/http/page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('open.sent');
  return { title: t('title') };
}

/** /sent/<id>/read: the sender's side reads what was sent, verified like at the recipient's. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { services, actor } = await pageActor('user');
  const { id } = await orNotFound(parseParams(params));
  const status = await orNotFound(envelopeStatus(services, actor, id));
  if (status.removed) notFound();
  const t = await getTranslations('open');
  const write = await getMomentFormat();
  return (
    <Catalogue namespaces={['open', 'evidence', 'letter']}>
      <div className={classes.sheet}>
        <Reader
          side={{ kind: 'sent', envelopeId: id }}
          mayAnswer
          action={t('sent.open')}
          note={t('sent.recorded')}
        >
          <div className={classes.outside}>
            <IconMailCheck size={44} stroke={1.3} aria-hidden />
            <h1>{status.title ?? t('sent.title')}</h1>
            <p>{status.senderAddress}</p>
            <p>
              {t('letter.sent', { at: write(status.sealedAt, { dateStyle: 'long', timeStyle: 'short' }) })}
            </p>
          </div>
        </Reader>
      </div>
      <p className={classes.below}>
        <Link prefetch={false} href={`/sent/${id}`}>
          {t('sent.back')}
        </Link>
      </p>
    </Catalogue>
  );
}

async function parseParams(params: Promise<{ id: string }>) {
  const parsed = envelopeParams.safeParse(await params);
  if (!parsed.success) throw new AppError('not-found');
  return parsed.data;
}
