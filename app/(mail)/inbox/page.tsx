import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { pageActor } from '@/lib/http/page';
import { MailBox } from '../_components/mail-box';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mail.inbox');
  return { title: t('title') };
}

/** What a member's mailboxes, or a guest's address, have received. */
export default async function InboxPage({ searchParams }: { searchParams: Promise<{ mailbox?: string }> }) {
  const { services, actor } = await pageActor('signed-in');
  return <MailBox services={services} actor={actor} box="inbox" mailbox={(await searchParams).mailbox} />;
}
