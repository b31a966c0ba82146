import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { pageActor } from '@/lib/http/page';
import { MailBox } from '../_components/mail-box';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mail.drafts');
  return { title: t('title') };
}

/** Envelopes the member has begun. */
export default async function DraftsPage({ searchParams }: { searchParams: Promise<{ mailbox?: string }> }) {
  const { services, actor } = await pageActor('user');
  return <MailBox services={services} actor={actor} box="drafts" mailbox={(await searchParams).mailbox} />;
}
