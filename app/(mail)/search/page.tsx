import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { listFolders } from '@/lib/filing/list-folders';
import { pageActor } from '@/lib/http/page';
import { SearchResults } from '../_components/search-results';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mail.search');
  return { title: t('title') };
}

/** What a member finds in her mailboxes. What is looked for is known to this tab alone, and stands in no address. */
export default async function Page() {
  const { services, actor } = await pageActor('user');
  // An auditor has no mailbox: for her there is no such page.
  if (actor.role === 'auditor') notFound();
  return (
    <Catalogue namespaces={['mail']}>
      <SearchResults folders={await listFolders(services, actor)} />
    </Catalogue>
  );
}
