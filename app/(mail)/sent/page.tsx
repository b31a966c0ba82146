import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { pageActor } from '@/lib/http/page';
import { MailBox } from '../_components/mail-box';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mail.sent');
  return { title: t('title') };
}

/** What a member's mailboxes have sent, and what became of it. */
export default async function SentPage({ searchParams }: { searchParams: Promise<{ mailbox?: string }> }) {
  const { services, actor } = await pageActor('user');
  return <MailBox services={services} actor={actor} box="sent" mailbox={(await searchParams).mailbox} />;
}
