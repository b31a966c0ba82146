'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useId } from 'react';
import { EvidenceButton } from '@/app/_components/form/evidence-button';
import { Moment } from '@/app/_components/show/moment';
import { Paper } from '@/app/_components/show/paper';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import { formatBytes } from '@/lib/i18n/format-bytes';
import type { Destruction } from '@/lib/retention/vault-overview';
import classes from './vault.module.css';

/** Letters whose content was destroyed, each with the proof that it is gone. */
export function Destroyed({ rows }: { rows: readonly Destruction[] }) {
  const t = useTranslations('vault');
  const locale = useLocale();
  const write = useMomentFormat();
  const id = useId();
  const day = (moment: string) => write(moment, { dateStyle: 'long' });
  return (
    <section className={classes.section} aria-labelledby={id}>
      <h2 id={id}>{t('destroyed.title')}</h2>
      <p>{t('destroyed.lead')}</p>
      <Paper padded={false}>
        {rows.length === 0 && <p className={classes.none}>{t('destroyed.none')}</p>}
        <ul className={classes.rows}>
          {rows.map((row) => (
            <li key={row.envelopeId}>
              <div>
                <p>
                  <strong>{t('destroyed.sentOn', { day: day(row.sealedAt) })}</strong>
                </p>
                <p className={classes.id}>{row.envelopeId}</p>
                <p>
                  {t.rich('destroyed.line', {
                    when: () => <Moment value={row.at} exact />,
                    why: t(`why.${row.why}`),
                    size: formatBytes(row.bytes, locale),
                  })}
                </p>
                {row.heldLetters > 0 && (
                  <p>{t('destroyed.elsewhere', { letters: row.heldLetters, parts: row.heldParts })}</p>
                )}
                <p>{leftOf(row)}</p>
                <p>{t('destroyed.backup', { day: day(row.lastBackupUntil) })}</p>
              </div>
              <EvidenceButton
                place={{ as: 'administrator', envelopeId: row.envelopeId }}
                sealedAt={row.sealedAt}
              />
            </li>
          ))}
        </ul>
      </Paper>
    </section>
  );

  function leftOf({ purgedAt, lockedUntil }: Destruction): string {
    if (purgedAt !== null) return t('destroyed.gone');
    return lockedUntil === null ? t('destroyed.leaving') : t('destroyed.locked', { day: day(lockedUntil) });
  }
}
