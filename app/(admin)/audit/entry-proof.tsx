'use client';

import { Button } from '@mantine/core';
import { IconFileCertificate } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useApi } from '@/app/_components/form/use-api';
import type { EntryProofAnswer } from '@/lib/audit/explore/prove-entry';
import { saveBlob } from '@/lib/browser/open/save-blob';
import classes from './audit.module.css';
import own from './entry.module.css';

/** Where an entry stands in the log, and the file that proves it. */
export function EntryProof({ entryId }: { entryId: string }) {
  const t = useTranslations('audit.proof');
  const { data } = useApi<EntryProofAnswer>(`/api/audit/entries/${entryId}/proof`);
  if (data === null) return null;
  const { place } = data;
  if (place === null) return <p className={classes.quiet}>{t('waiting')}</p>;
  const index = String(place.index);
  const save = () =>
    saveBlob(new Blob([place.proof], { type: 'application/octet-stream' }), t('fileName', { index }));
  return (
    <div className={own.entryProof}>
      <h3>{t('entry')}</h3>
      <p>{t('index', { index, size: String(place.treeSize) })}</p>
      <p className={classes.quiet}>
        {t('leaf')} <code>{place.leafHash}</code>
      </p>
      <Button
        variant="default"
        size="sm"
        leftSection={<IconFileCertificate size={18} stroke={1.7} aria-hidden />}
        onClick={save}
      >
        {t('download')}
      </Button>
    </div>
  );
}
