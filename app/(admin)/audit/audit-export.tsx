'use client';

import { Button } from '@mantine/core';
import { IconFileTypeCsv, IconFileZip, IconJson } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/app/_components/button-link';
import type { ExportFormat } from '@/lib/audit/wire';
import classes from './audit.module.css';

const icon = { size: 18, 'aria-hidden': true } as const;
const formats = [
  ['csv', <IconFileTypeCsv key="csv" {...icon} />],
  ['jsonl', <IconJson key="jsonl" {...icon} />],
  ['zip', <IconFileZip key="zip" {...icon} />],
] as const satisfies readonly (readonly [ExportFormat, unknown])[];

/** Saves what the filters find as a file. A plain form post, so that the browser streams it to disk. */
export function AuditExport({ fields, mayDeliver }: { fields: Record<string, string>; mayDeliver: boolean }) {
  const t = useTranslations('audit.export');
  return (
    <form method="post" action="/api/audit/export" className={classes.export} title={t('hint')}>
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} readOnly />
      ))}
      <span className={classes.hint}>{t('title')}</span>
      {formats.map(([format, face]) => (
        <Button
          key={format}
          type="submit"
          name="format"
          value={format}
          variant="default"
          size="sm"
          leftSection={face}
        >
          {t(format)}
        </Button>
      ))}
      {mayDeliver && (
        <ButtonLink href="/exports" variant="subtle" size="sm">
          {t('destinations')}
        </ButtonLink>
      )}
    </form>
  );
}
