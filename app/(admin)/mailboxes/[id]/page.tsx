import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { z } from 'zod';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { AppError } from '@/lib/errors';
import { orNotFound, pageActor } from '@/lib/http/page';
import { findSharedMailbox } from '@/lib/shared-mailboxes/list-shared-mailboxes';
import { SharedMailbox } from './shared-mailbox';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings.mailboxes');
  return { title: t('title') };
}

/** One shared mailbox: its name, its addresses, who may do what in it. */
export default async function MailboxPage({ params }: { params: Promise<{ id: string }> }) {
  const { services, actor } = await pageActor('user');
  const id = z.uuid().safeParse((await params).id);
  const mailbox = await orNotFound(
    id.success ? findSharedMailbox(services, actor, id.data) : Promise.reject(new AppError('not-found')),
  );
  return (
    <Catalogue namespaces={['settings']}>
      <SharedMailbox mailbox={mailbox} administers={actor.role === 'administrator'} />
    </Catalogue>
  );
}
