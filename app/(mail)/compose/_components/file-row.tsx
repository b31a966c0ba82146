'use client';

import { ActionIcon, Progress } from '@mantine/core';
import { IconCheck, IconPlayerPause, IconPlayerPlay, IconRefresh, IconX } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { FileIcon } from '@/app/_components/show/file-icon';
import type { Attachment } from '@/lib/browser/compose/compose-state';
import type { TransferFigures } from '@/lib/browser/transfer-progress';
import { formatBytes } from '@/lib/i18n/format-bytes';
import { safeFileName } from '@/lib/transfer/file-name';
import classes from '../compose.module.css';
import { useFiguresText } from './use-figures-text';

const small = { size: 18, stroke: 1.8, 'aria-hidden': true } as const;

/** One file of the draft: its name, where its upload is, and what can be done about it. */
export function FileRow({
  attachment,
  figures,
  waiting,
  disabled,
  onSteer,
  onRemove,
}: {
  attachment: Attachment;
  figures: TransferFigures;
  /** The network is away: no speed to speak of. */
  waiting: boolean;
  disabled: boolean;
  onSteer: (command: 'pause' | 'resume' | 'retry') => void;
  onRemove: () => void;
}) {
  const t = useTranslations('compose.files');
  const { status, failure } = attachment;
  const name = safeFileName(attachment.name);
  const locale = useLocale();
  const moving = status === 'uploading' || status === 'paused';
  return (
    <li className={classes.file} data-status={status}>
      <FileIcon name={name} />
      <div className={classes.fileText}>
        <span className={classes.fileName} title={name}>
          {name}
        </span>
        <FileState attachment={attachment} figures={figures} waiting={waiting} />
        {moving && (
          <Progress
            transitionDuration={0}
            value={figures.fraction * 100}
            size="sm"
            aria-label={name}
            className={classes.fileBar ?? ''}
          />
        )}
        {status === 'file-needed' && (
          <span className={classes.warning}>
            {t('needed', {
              done: formatBytes(storedBytes(attachment), locale),
              total: formatBytes(attachment.bytes, locale),
            })}
          </span>
        )}
        {failure && <span className={classes.failure}>{t(`failure.${failure}`)}</span>}
      </div>
      <div className={classes.fileActions}>
        {status === 'uploading' && (
          <Act label={t('pause', { name })} disabled={disabled} onClick={() => onSteer('pause')}>
            <IconPlayerPause {...small} />
          </Act>
        )}
        {status === 'paused' && (
          <Act label={t('resume', { name })} disabled={disabled} onClick={() => onSteer('resume')}>
            <IconPlayerPlay {...small} />
          </Act>
        )}
        {status === 'failed' && (
          <Act label={t('retry', { name })} disabled={disabled} onClick={() => onSteer('retry')}>
            <IconRefresh {...small} />
          </Act>
        )}
        <Act label={t('remove', { name })} disabled={disabled} onClick={onRemove}>
          <IconX {...small} />
        </Act>
      </div>
    </li>
  );
}

function FileState({
  attachment,
  figures,
  waiting,
}: {
  attachment: Attachment;
  figures: TransferFigures;
  waiting: boolean;
}) {
  const t = useTranslations('compose.files');
  const locale = useLocale();
  const figuresText = useFiguresText();
  const { status, bytes } = attachment;
  if (status === 'uploading' || status === 'paused') {
    return (
      <span className={classes.fileState}>
        {status === 'paused' && <strong>{t('status.paused')} · </strong>}
        {figuresText(figures, status === 'uploading' && !waiting)}
      </span>
    );
  }
  return (
    <span className={classes.fileState}>
      {formatBytes(bytes, locale)} ·{' '}
      <span data-tone={status}>
        {status === 'stored' && <IconCheck size={14} stroke={2.4} aria-hidden />} {t(`status.${status}`)}
      </span>
    </span>
  );
}

function Act({
  label,
  disabled,
  onClick,
  children,
}: {
  label: string;
  disabled: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      {children}
    </ActionIcon>
  );
}

function storedBytes({ segments, bytes }: Attachment): number {
  return Math.min(bytes, segments.length * segmentBytes);
}

const segmentBytes = 8_388_608;
