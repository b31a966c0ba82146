'use client';

import { Button } from '@mantine/core';
import { IconFileTypeCsv, IconFileZip, IconJson } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { useId } from 'react';
import { ButtonLink } from '@/app/_components/form/button-link';
import { SaveForm } from '@/app/_components/form/save-form';
import type { ExportFormat } from '@/lib/audit/explore/wire';
import classes from './audit.module.css';

const icon = { size: 18, 'aria-hidden': true } as const;
const formats = [
  ['csv', <IconFileTypeCsv key="csv" {...icon} />],
  ['jsonl', <IconJson key="jsonl" {...icon} />],
  ['zip', <IconFileZip key="zip" {...icon} />],
] as const satisfies readonly (readonly [ExportFormat, unknown])[];

/** Saves all that the filters find, shown or not, as a file. */
export function AuditExport({ fields, mayDeliver }: { fields: Record<string, string>; mayDeliver: boolean }) {
  const t = useTranslations('audit.export');
  const id = useId();
  const locale = useLocale();
  return (
    <SaveForm action="/api/audit/export" fields={{ ...fields, spreadsheet: locale }}>
      <div className={classes.export}>
        <span className={classes.hint} id={id}>
          {t('title')}
        </span>
        {formats.map(([format, face]) => (
          <Button
            key={format}
            type="submit"
            name="format"
            value={format}
            variant="default"
            size="sm"
            leftSection={face}
            aria-describedby={id}
          >
            {t(format)}
          </Button>
        ))}
        {mayDeliver && (
          <ButtonLink href="/exports" variant="subtle" size="sm">
            {t('destinations')}
          </ButtonLink>
        )}
      </div>
    </SaveForm>
  );
}
