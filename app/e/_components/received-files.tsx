'use client';

import { Button, Progress } from '@mantine/core';
import { IconCheck, IconDownload, IconFileZip } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useId, useRef, useState } from 'react';
import { FileIcon } from '@/app/_components/show/file-icon';
import type { ReadingSession, ReadingState } from '@/lib/browser/open/reading-session';
import { formatBytes } from '@/lib/i18n/format-bytes';
import classes from '../reader.module.css';

const PreviewLayer = dynamic(() => import('./preview/preview-layer'), { ssr: false });

/** The verified files: looked at in a sandboxed layer over the letter, saved one by one, or all in one ZIP made here. */
export function ReceivedFiles({ session, state }: { session: ReadingSession; state: ReadingState }) {
  const t = useTranslations('open.reader');
  const locale = useLocale();
  const heading = useId();
  const [said, setSaid] = useState('');
  const [saved, setSaved] = useState<ReadonlySet<number>>(new Set());
  const [looked, setLooked] = useState<number | null>(null);
  const { envelope, fileNames, zip } = state;
  const files = envelope?.files ?? [];
  // The ZIP is packed and handed to the browser when there was one and is none any more.
  const zipping = useRef(false);
  useEffect(() => {
    if (zipping.current && zip === null) {
      setSaid(t('savedAll'));
      setSaved(new Set(files.keys()));
    }
    zipping.current = zip !== null;
  }, [zip, files, t]);
  if (!envelope || files.length === 0) return null;
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const save = (index: number) => {
    session.saveFile(index);
    setSaved(new Set(saved).add(index));
    setSaid(t('saved', { name: fileNames[index] ?? '' }));
  };
  const look = (index: number) => {
    session.notePreviewed(index);
    setLooked(index);
  };
  const saveAll = () => {
    setSaid('');
    session.saveAll(t('zipName', { date: envelope.seal.sealedAt.slice(0, 10) }));
  };
  return (
    <section className={classes.files} aria-labelledby={heading}>
      <div className={classes.filesHead}>
        <h2 id={heading}>
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
              <button
                type="button"
                className={classes.fileName}
                title={t('look', { name: fileNames[index] ?? '' })}
                onClick={() => look(index)}
              >
                {fileNames[index]}
              </button>
              <span className={classes.fileState}>
                {formatBytes(file.bytes, locale)}
                {saved.has(index) && (
                  <span className={classes.fileSaved}>
                    <IconCheck size={15} stroke={2} aria-hidden /> {t('savedMark')}
                  </span>
                )}
              </span>
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
      {looked !== null && (
        <PreviewLayer
          files={files}
          names={fileNames}
          index={looked}
          onIndex={look}
          onSave={save}
          onClose={() => setLooked(null)}
        />
      )}
      <p className={classes.caution}>{t('caution')}</p>
      <p className="visually-hidden" aria-live="polite">
        {said}
      </p>
    </section>
  );
}
