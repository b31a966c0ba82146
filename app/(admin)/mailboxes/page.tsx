import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { orNotFound, pageActor } from '@/lib/http/page';
import { readOrganisation } from '@/lib/organisation/read-organisation';
import { listSharedMailboxes } from '@/lib/shared-mailboxes/list-shared-mailboxes';
import { SharedMailboxes } from './shared-mailboxes';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings.mailboxes');
  return { title: t('title') };
}

/** The shared mailboxes of an organisation, for its administrators; for who manages some, those. */
export default async function MailboxesPage() {
  const { services, actor } = await pageActor('user');
  const first = await orNotFound(listSharedMailboxes(services, actor, {}));
  const organisation = actor.role === 'administrator' ? await readOrganisation(services, actor) : null;
  return (
    <Catalogue namespaces={['settings']}>
      <SharedMailboxes first={first} organisation={organisation?.name ?? null} />
    </Catalogue>
  );
}
