'use client';

import { ActionIcon, Button, FileButton, Progress } from '@mantine/core';
import { IconCameraPlus, IconCheck, IconX } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useId, useRef, useState } from 'react';
import { FileIcon } from '@/app/_components/show/file-icon';
import type { Answering } from '@/lib/answer/wire';
import type { AnswerSession, AnswerState } from '@/lib/browser/answer/answer-session';
import { type Attachment, newBytesOf, splitByLimit } from '@/lib/browser/compose/compose-state';
import { incomingOf, sortIncoming } from '@/lib/browser/compose/incoming-files';
import { attachmentsMax } from '@/lib/envelope-format/part-schema';
import { formatBytes } from '@/lib/i18n/format-bytes';
import { safeFileName } from '@/lib/transfer/file-name';
import { pictureTypes } from '@/lib/transfer/picture-type';
import classes from './answer.module.css';

/** Photos and files of an answer: taken with the camera or chosen, several at once; what does not fit is said before a byte leaves. */
export function AnswerFiles({
  session,
  state,
  answering,
}: {
  session: AnswerSession;
  state: AnswerState;
  answering: Answering;
}) {
  const t = useTranslations('answer');
  const locale = useLocale();
  const heading = useId();
  const reset = useRef<() => void>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const { attachments } = state;
  const { attachmentBytesMax, roomBytes } = answering;
  const sending = state.phase === 'sending';
  const add = (chosen: File[]) => {
    reset.current?.();
    const { files, empty } = sortIncoming(incomingOf(chosen).files, attachments);
    const limits = { attachmentBytesMax, attachmentsMax, roomBytes };
    const split = splitByLimit([...files, ...empty], attachments, limits);
    if (split.fitting.length > 0) session.uploads.add(split.fitting);
    setRefused(split.refused.length > 0 ? refusalOf(split.refused) : null);
  };
  const refusalOf = (files: readonly File[]): string => {
    if (attachments.length + files.length > attachmentsMax)
      return t('file.tooMany', { count: attachmentsMax });
    const count = files.length;
    const first = files[0]?.name ?? '';
    const used = attachments.reduce((sum, { bytes }) => sum + bytes, 0);
    const room = roomBytes - newBytesOf(attachments);
    const left = attachmentBytesMax - used;
    const limit = formatBytes(attachmentBytesMax, locale, 'down');
    return room < left
      ? t('file.noRoom', { count, first, left: formatBytes(Math.max(0, room), locale, 'down') })
      : t('file.tooLarge', { count, first, left: formatBytes(Math.max(0, left), locale, 'down'), limit });
  };
  return (
    <section aria-labelledby={heading} className={classes.files}>
      <h3 id={heading}>{t('form.files')}</h3>
      {attachments.length > 0 && (
        <ul>
          {attachments.map((attachment) => (
            <FileRow
              key={attachment.partId}
              attachment={attachment}
              disabled={sending}
              onRetry={() => session.uploads.steer(attachment.partId, 'retry')}
              onRemove={() => {
                setRefused(null);
                session.uploads.remove(attachment.partId).forget();
              }}
            />
          ))}
        </ul>
      )}
      <FileButton multiple resetRef={reset} onChange={add} disabled={sending}>
        {(props) => (
          <Button
            {...props}
            variant="default"
            size="md"
            fullWidth
            classNames={{ root: classes.add ?? '', label: classes.addLabel ?? '' }}
            leftSection={<IconCameraPlus size={22} stroke={1.6} aria-hidden />}
          >
            {t('form.add')}
          </Button>
        )}
      </FileButton>
      <p role="alert" className={classes.refused}>
        {refused}
      </p>
      <p className={classes.small}>
        {t('form.protected')}{' '}
        {t('form.limit', { limit: formatBytes(Math.min(attachmentBytesMax, roomBytes), locale, 'down') })}
      </p>
    </section>
  );
}

function FileRow({
  attachment,
  disabled,
  onRetry,
  onRemove,
}: {
  attachment: Attachment;
  disabled: boolean;
  onRetry: () => void;
  onRemove: () => void;
}) {
  const t = useTranslations('answer.file');
  const locale = useLocale();
  const { status, failure, bytes, bytesDone, small, carried } = attachment;
  const name = safeFileName(attachment.name);
  const isReady = status === 'stored' || carried !== null;
  const percent = bytes === 0 ? 0 : Math.floor((bytesDone / bytes) * 100);
  return (
    <li data-status={isReady ? 'ready' : status}>
      <Thumbnail attachment={attachment} />
      <div className={classes.fileText}>
        <span className={classes.fileName}>{name}</span>
        <span className={classes.fileState}>
          {formatBytes(bytes, locale)} ·{' '}
          {isReady ? (
            <>
              <IconCheck size={15} stroke={2.2} aria-hidden /> {t('ready')}
            </>
          ) : failure ? null : (
            t('uploading', { percent })
          )}
        </span>
        {status === 'uploading' && !small && (
          <Progress transitionDuration={0} value={percent} size="sm" aria-label={name} />
        )}
        {failure && <span className={classes.refused}>{t(`failed.${failure}`)}</span>}
        {status === 'failed' && (
          <Button variant="default" size="xs" aria-label={t('retry', { name })} onClick={onRetry}>
            {t('again')}
          </Button>
        )}
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={44}
        aria-label={t('remove', { name })}
        disabled={disabled}
        onClick={onRemove}
      >
        <IconX size={22} aria-hidden />
      </ActionIcon>
    </li>
  );
}

/** The photo itself, as this device has it, or a sign of its kind. */
function Thumbnail({ attachment: { file, name, mediaType } }: { attachment: Attachment }) {
  const [address, setAddress] = useState<string | null>(null);
  const isPicture = pictureTypes.some((one) => one === mediaType);
  useEffect(() => {
    if (!file || !isPicture) return;
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file, isPicture]);
  return (
    <span className={classes.thumbnail}>
      {/* biome-ignore lint/performance/noImgElement: a picture that only this page has */}
      {address ? <img src={address} alt="" /> : <FileIcon name={name} />}
    </span>
  );
}
