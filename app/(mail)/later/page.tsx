import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { pageActor } from '@/lib/http/page';
import { MailBox } from '../_components/mail-box';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mail.later');
  return { title: t('title') };
}

/** What a member has put away, and when it comes back. */
export default async function Page({ searchParams }: { searchParams: Promise<{ mailbox?: string }> }) {
  const { services, actor } = await pageActor('user');
  return <MailBox services={services} actor={actor} box="later" mailbox={(await searchParams).mailbox} />;
}
