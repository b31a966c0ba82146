import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { PageHeader } from '@/app/_components/show/page-header';
import { can } from '@/lib/access/policy';
import { listContacts } from '@/lib/contacts/list-contacts';
import { pageActor } from '@/lib/http/page';
import { listMailboxes } from '@/lib/mailbox/list-mailboxes';
import { MailboxSwitcher } from '../_components/mailbox-switcher';
import { ContactBook } from './_components/contact-book';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('contacts');
  return { title: t('title') };
}

/** The address book of one of a member's mailboxes, her own where none is named. */
export default async function Page({
  searchParams,
}: {
  searchParams: Promise<{ mailbox?: string | string[] }>;
}) {
  const { services, actor } = await pageActor('user');
  // An auditor has no mailbox: for her there is no such page.
  if (actor.role === 'auditor') notFound();
  const [mailboxes, asked] = await Promise.all([listMailboxes(services, actor), searchParams]);
  const chosen =
    asked.mailbox === undefined ? mailboxes[0] : mailboxes.find(({ id }) => id === asked.mailbox);
  if (chosen === undefined) notFound();
  const t = await getTranslations('contacts');
  return (
    <Catalogue namespaces={['contacts', 'mail']}>
      <PageHeader
        title={t('title')}
        lead={t(chosen.kind === 'personal' ? 'leadOwn' : 'lead')}
        actions={
          mailboxes.length > 1 && (
            <MailboxSwitcher path="/contacts" mailboxes={mailboxes} chosenId={chosen.id} oneOnly />
          )
        }
      />
      <ContactBook
        key={chosen.id}
        mailboxId={chosen.id}
        mayChange={can(actor, 'contacts.change', { mailboxId: chosen.id })}
        first={await listContacts(services, actor, { mailbox: chosen.id })}
      />
    </Catalogue>
  );
}
