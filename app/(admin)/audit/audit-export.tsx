'use client';

import { Button } from '@mantine/core';
import { IconFileTypeCsv, IconJson } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import classes from './audit.module.css';

/** Saves what the filters find as a file. A plain form post, so that the browser streams it to disk. */
export function AuditExport({ fields }: { fields: Record<string, string> }) {
  const t = useTranslations('audit.export');
  return (
    <form method="post" action="/api/audit/export" className={classes.export} title={t('hint')}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} readOnly />
      ))}
      <span className={classes.hint}>{t('title')}</span>
      <Button
        type="submit"
        name="format"
        value="csv"
        variant="default"
        size="sm"
        leftSection={<IconFileTypeCsv size={18} aria-hidden />}
      >
        {t('csv')}
      </Button>
      <Button
        type="submit"
        name="format"
        value="jsonl"
        variant="default"
        size="sm"
        leftSection={<IconJson size={18} aria-hidden />}
      >
        {t('jsonl')}
      </Button>
    </form>
  );
}
