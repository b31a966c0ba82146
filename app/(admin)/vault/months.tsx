'use client';

import { useFormatter, useLocale, useTranslations } from 'next-intl';
import { useId } from 'react';
import { Paper } from '@/app/_components/show/paper';
import tables from '@/app/_components/show/table.module.css';
import { formatBytes } from '@/lib/i18n/format-bytes';
import { formatMoment } from '@/lib/i18n/format-moment';
import type { MonthOfLetters } from '@/lib/retention/vault-overview';
import classes from './vault.module.css';

/** Letters and their files by month: those the vault holds, or those that leave it. */
export function Months({ kind, rows }: { kind: 'held' | 'leaving'; rows: readonly MonthOfLetters[] }) {
  const t = useTranslations('vault');
  const locale = useLocale();
  const format = useFormatter();
  const id = useId();
  const nameOf = (month: string | null) =>
    month === null
      ? t('noEnd')
      : formatMoment(new Date(`${month}-01T00:00:00Z`), locale, {
          year: 'numeric',
          month: 'long',
          timeZone: 'UTC',
        });
  const letters = rows.reduce((sum, row) => sum + row.letters, 0);
  const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
  const cells = (row: { letters: number; bytes: number }) => (
    <>
      <td data-label={t('letters')}>{format.number(row.letters)}</td>
      <td data-label={t('files')}>{formatBytes(row.bytes, locale)}</td>
    </>
  );
  return (
    <section className={classes.section} aria-labelledby={id}>
      <h2 id={id}>{t(`${kind}.title`)}</h2>
      <p>{t(`${kind}.lead`)}</p>
      <Paper padded={false}>
        {rows.length === 0 ? (
          <p className={classes.none}>{t(`${kind}.none`)}</p>
        ) : (
          <table className={tables.table} aria-labelledby={id}>
            <thead>
              <tr>
                <th scope="col">{t('month')}</th>
                <th scope="col">{t('letters')}</th>
                <th scope="col">{t('files')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.month ?? 'none'}>
                  <td data-main>{nameOf(row.month)}</td>
                  {cells(row)}
                </tr>
              ))}
              {kind === 'held' && (
                <tr>
                  <td data-main>
                    <strong>{t('total')}</strong>
                  </td>
                  {cells({ letters, bytes })}
                </tr>
              )}
            </tbody>
          </table>
        )}
      </Paper>
    </section>
  );
}
