import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/app/_components/form/button-link';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { Moment } from '@/app/_components/show/moment';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import { readCaughtMail } from '@/lib/adapters/mail/catcher-mailer';
import { catcherDir } from '../catcher-dir';
import classes from '../mails.module.css';
import { MailViews } from './mail-views';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings.mails');
  return { title: t('title') };
}

/** One caught mail, as its reader would see it, and as it travelled. */
export default async function MailPage({ params }: { params: Promise<{ id: string }> }) {
  const dir = await catcherDir();
  const mail = await readCaughtMail(dir, (await params).id);
  if (mail === null) notFound();
  const t = await getTranslations('settings.mails');
  return (
    <Catalogue namespaces={['settings']}>
      <PageHeader
        title={mail.subject}
        actions={
          <ButtonLink href="/mails" variant="default">
            {t('back')}
          </ButtonLink>
        }
      />
      <Paper>
        <dl className={classes.facts}>
          <dt>{t('from')}</dt>
          <dd>
            {mail.from.name} &lt;{mail.from.address}&gt;
          </dd>
          <dt>{t('to')}</dt>
          <dd>{mail.to}</dd>
          <dt>{t('caught')}</dt>
          <dd>
            <Moment value={mail.caughtAt} exact />
          </dd>
        </dl>
        <MailViews html={mail.html} text={mail.text} headers={mail.headers} />
      </Paper>
    </Catalogue>
  );
}
