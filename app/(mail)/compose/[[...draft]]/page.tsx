import { IconMailboxOff } from '@tabler/icons-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { EmptyState } from '@/app/_components/show/empty-state';
import { composeSettings } from '@/lib/draft/compose-settings';
import { pageActor } from '@/lib/http/page';
import { ComposePage } from '../_components/compose-page';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('compose');
  return { title: t('title') };
}

/** /compose and /compose/<draft>: everything of the draft happens in the browser, which holds its key. */
export default async function Page() {
  const { services, actor } = await pageActor('user');
  const t = await getTranslations('compose.noMailbox');
  const settings = await composeSettings(services, actor);
  if (settings.identities.length === 0) {
    return (
      <EmptyState
        level={1}
        icon={<IconMailboxOff size={48} stroke={1.4} aria-hidden />}
        title={t('title')}
        text={t('text')}
      />
    );
  }
  return (
    <Catalogue namespaces={['compose', 'letter']}>
      <ComposePage settings={settings} />
    </Catalogue>
  );
}
