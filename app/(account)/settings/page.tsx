import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import { Section } from '@/app/_components/show/section';
import { pageActor } from '@/lib/http/page';
import { AccessTokens } from './access-tokens';
import { AppearanceChoice } from './appearance-choice';
import { ChangePassword } from './change-password';
import { LanguageChoice } from './language-choice';
import { NoticeChoice } from './notice-choice';
import { OpenSessions } from './open-sessions';
import { ShortcutsChoice } from './shortcuts-choice';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings');
  return { title: t('title') };
}

/** What a member decides about her own account. */
export default async function SettingsPage() {
  const { actor } = await pageActor('user');
  const t = await getTranslations('settings');
  const tp = await getTranslations('programs.tokens');
  return (
    <Catalogue namespaces={['settings', 'auth', 'programs']}>
      <PageHeader title={t('title')} lead={actor.email} />
      <Paper padded={false}>
        <Section title={t('language.title')} lead={t('language.lead')}>
          <LanguageChoice />
        </Section>
        <Section title={t('appearance.title')} lead={t('appearance.lead')}>
          <AppearanceChoice />
        </Section>
        <Section title={t('shortcuts.title')} lead={t('shortcuts.lead')}>
          <ShortcutsChoice />
        </Section>
        <Section title={t('notice.title')} lead={t('notice.lead')}>
          <NoticeChoice />
        </Section>
        <Section title={t('password.title')} lead={t('password.lead')}>
          <ChangePassword email={actor.email} />
        </Section>
        <Section title={t('sessions.title')} lead={t('sessions.lead')}>
          <OpenSessions />
        </Section>
        <Section title={tp('title')} lead={tp('lead')}>
          <AccessTokens role={actor.role} />
        </Section>
      </Paper>
    </Catalogue>
  );
}
