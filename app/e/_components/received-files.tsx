'use client';

import { Button, Progress } from '@mantine/core';
import { IconDownload, IconFileZip } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { FileIcon } from '@/app/_components/file-icon';
import type { ReadingSession, ReadingState } from '@/lib/browser/open/reading-session';
import { formatBytes } from '@/lib/i18n/format-bytes';
import classes from '../reader.module.css';

/** The verified files: saved one by one, or all in one ZIP made here. Never opened or shown in the page. */
export function ReceivedFiles({ session, state }: { session: ReadingSession; state: ReadingState }) {
  const t = useTranslations('open.reader');
  const locale = useLocale();
  const [said, setSaid] = useState('');
  const { envelope, fileNames, zip } = state;
  const files = envelope?.files ?? [];
  if (!envelope || files.length === 0) return null;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const save = (index: number) => {
    session.saveFile(index);
    setSaid(t('saved', { name: fileNames[index] ?? '' }));
  };
  const saveAll = () => {
    session.saveAll(t('zipName', { date: envelope.seal.sealedAt.slice(0, 10) }));
    setSaid(t('savedAll'));
  };
  return (
    <section className={classes.files} aria-labelledby="received-files">
      <div className={classes.filesHead}>
        <h2 id="received-files">
          {t('files', { count: files.length })} <span>{formatBytes(total, locale)}</span>
        </h2>
        {files.length > 1 && (
          <Button
            variant="default"
            loading={zip !== null}
            leftSection={<IconFileZip size={18} aria-hidden />}
            onClick={saveAll}
          >
            {t('saveAll')}
          </Button>
        )}
      </div>
      {zip && (
        <div className={classes.zip}>
          <span>
            {t('zipping', { done: formatBytes(zip.bytesDone, locale), total: formatBytes(total, locale) })}
          </span>
          <Progress
            transitionDuration={0}
            value={total === 0 ? 100 : (zip.bytesDone / total) * 100}
            aria-label={t('saveAll')}
          />
        </div>
      )}
      <ul className={classes.fileList}>
        {files.map((file, index) => (
          <li key={file.partId}>
            <FileIcon name={fileNames[index] ?? ''} />
            <div className={classes.fileText}>
              <span className={classes.fileName}>{fileNames[index]}</span>
              <span className={classes.fileState}>{formatBytes(file.bytes, locale)}</span>
            </div>
            <Button
              variant="subtle"
              leftSection={<IconDownload size={18} aria-hidden />}
              aria-label={t('save', { name: fileNames[index] ?? '' })}
              onClick={() => save(index)}
            >
              {t('saveShort')}
            </Button>
          </li>
        ))}
      </ul>
      <p className={classes.caution}>{t('caution')}</p>
      <p className="visually-hidden" aria-live="polite">
        {said}
      </p>
    </section>
  );
}
