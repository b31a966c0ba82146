import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import { orNotFound, pageActor } from '@/lib/http/page';
import { vaultOverview } from '@/lib/retention/vault-overview';
import { Destroyed } from './destroyed';
import { Holds } from './holds';
import { Months } from './months';
import classes from './vault.module.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('vault');
  return { title: t('title') };
}

/** What the vault holds of an organisation, what leaves it and what has left, for its administrators. */
export default async function VaultPage() {
  const { services, actor } = await pageActor('user');
  const overview = await orNotFound(vaultOverview(services, actor));
  const t = await getTranslations('vault');
  const days = overview.letterRetentionDays;
  const rule = days === null ? t('rule.forEver') : days === 0 ? t('rule.date') : t('rule.days', { days });
  return (
    <Catalogue namespaces={['vault', 'evidence']}>
      <PageHeader
        title={t('title')}
        lead={t('lead', { rule, grace: overview.graceDays, backup: overview.backupDays })}
      />
      <div className={classes.months}>
        <Months kind="held" rows={overview.held} />
        <Months kind="leaving" rows={overview.leaving} />
      </div>
      <Holds holds={overview.holds} />
      <Destroyed rows={overview.destroyed} />
      {overview.monthsDestroyed.length > 0 && (
        <section className={classes.section}>
          <h2>{t('keys.title')}</h2>
          <p>{t('keys.lead')}</p>
          <Paper>
            <ul className={classes.keys}>
              {overview.monthsDestroyed.map(({ month, destroyedAt, lastBackupUntil }) => (
                <li key={month}>
                  {t('keys.line', {
                    month,
                    destroyed: destroyedAt.slice(0, 10),
                    until: lastBackupUntil.slice(0, 10),
                  })}
                </li>
              ))}
            </ul>
          </Paper>
        </section>
      )}
    </Catalogue>
  );
}
