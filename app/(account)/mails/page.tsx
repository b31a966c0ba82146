import { IconMailbox } from '@tabler/icons-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { EmptyState } from '@/app/_components/show/empty-state';
import { Moment } from '@/app/_components/show/moment';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import { listCaughtMails } from '@/lib/adapters/mail/catcher-mailer';
import { catcherDir } from './catcher-dir';
import classes from './mails.module.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings.mails');
  return { title: t('title') };
}

/** Every mail Pli would have sent. Only there while mails are caught, which production refuses. */
export default async function MailsPage() {
  const mails = await listCaughtMails(await catcherDir());
  const t = await getTranslations('settings.mails');
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Paper padded={false}>
        {mails.length === 0 && (
          <EmptyState
            icon={<IconMailbox size={48} stroke={1.4} aria-hidden />}
            title={t('emptyTitle')}
            text={t('emptyText')}
          />
        )}
        <ul className={classes.list}>
          {mails.map((mail) => (
            <li key={mail.id}>
              <Link href={`/mails/${mail.id}`} className={classes.row} prefetch={false}>
                <span className={classes.to}>
                  {t('to')} {mail.to}
                </span>
                <span className={classes.subject}>{mail.subject}</span>
                <span className={classes.when}>
                  <Moment value={mail.caughtAt} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </Paper>
    </>
  );
}
