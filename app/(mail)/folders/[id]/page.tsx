import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { folderParams } from '@/lib/filing/folder-wire';
import { pageActor } from '@/lib/http/page';
import { MailBox } from '../../_components/mail-box';

/** Never the folder's name: titles stand in histories. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mail.folder');
  return { title: t('title') };
}

/** What lies in one of the folders that people made. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { services, actor } = await pageActor('user');
  const asked = folderParams.safeParse(await params);
  if (!asked.success) notFound();
  return (
    <MailBox services={services} actor={actor} box="folder" mailbox={undefined} folder={asked.data.id} />
  );
}
