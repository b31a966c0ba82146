import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { administrationPage } from '../administration-page';
import { Members } from './members';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings.members');
  return { title: t('title') };
}

/** The accounts of an organisation, for its administrators. */
export default async function MembersPage() {
  const { actor, organisation } = await administrationPage();
  return (
    <Catalogue namespaces={['settings']}>
      <Members ownId={actor.userId} organisation={organisation.name} />
    </Catalogue>
  );
}
