import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import { Section } from '@/app/_components/show/section';
import { administrationPage } from '../administration-page';
import {
  AuditRetention,
  DefaultLanguage,
  IdleLock,
  LetterRetention,
  TakeBackTime,
  TitlesInNotifications,
} from './organisation-choices';
import { QuotaChoice, UsedOfQuota } from './quota-choices';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings.organisation');
  return { title: t('title') };
}

/** What holds for a whole organisation, for its administrators. */
export default async function OrganisationPage() {
  const { organisation } = await administrationPage();
  const t = await getTranslations('settings.organisation');
  return (
    <Catalogue namespaces={['settings']}>
      <PageHeader title={t('title')} lead={t('lead', { organisation: organisation.name })} />
      <Paper padded={false}>
        <Section title={t('titles')} lead={t('titlesHint')}>
          <TitlesInNotifications shown={organisation.titleInNotification} />
        </Section>
        <Section title={t('language')} lead={t('languageHint')}>
          <DefaultLanguage locale={organisation.locale} />
        </Section>
        <Section title={t('idleLock')} lead={t('idleLockHint')}>
          <IdleLock minutes={organisation.idleLockMinutes} />
        </Section>
        <Section title={t('takeBack')} lead={t('takeBackHint')}>
          <TakeBackTime seconds={organisation.takeBackSeconds} />
        </Section>
        <Section title={t('letters')} lead={t('lettersHint')}>
          <LetterRetention days={organisation.letterRetentionDays} />
        </Section>
        <Section title={t('retention')} lead={t('retentionHint')}>
          <AuditRetention days={organisation.auditRetentionDays} />
        </Section>
        <Section title={t('stored')} lead={t('storedHint')}>
          <UsedOfQuota quota={organisation.quota} />
        </Section>
        <Section title={t('storedBytesMax')} lead={t('storedBytesMaxHint')}>
          <QuotaChoice
            limit="storedBytesMax"
            bytes={organisation.storedBytesMax}
            byDefault={organisation.quotaDefaults.organisation}
            most={organisation.quotaDefaults.organisation}
          />
        </Section>
        <Section title={t('memberBytesMax')} lead={t('memberBytesMaxHint')}>
          <QuotaChoice
            limit="memberBytesMax"
            bytes={organisation.memberBytesMax}
            byDefault={organisation.quotaDefaults.member}
            most={organisation.quota.bytesMax}
          />
        </Section>
        <Section title={t('domains')} lead={t('domainsHint')}>
          <ul style={{ margin: 0, paddingInlineStart: 18 }}>
            {organisation.domains.map((domain) => (
              <li key={domain}>{domain}</li>
            ))}
          </ul>
        </Section>
      </Paper>
    </Catalogue>
  );
}
