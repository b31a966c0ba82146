'use client';

import { Button, Progress, Text } from '@mantine/core';
import { IconFolder, IconPaperclip } from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import { type RefObject, useEffect, useRef } from 'react';
import type { ComposeSession } from '@/lib/browser/compose/compose-session';
import type { ComposeState } from '@/lib/browser/compose/compose-state';
import { type Incoming, incomingOf } from '@/lib/browser/compose/incoming-files';
import type { ComposeSettings } from '@/lib/envelope/wire';
import { formatBytes } from '@/lib/i18n/format-bytes';
import { nearlyFullFrom } from '@/lib/quota/limits';
import classes from '../compose.module.css';
import { FileRow } from './file-row';
import { useFiguresText } from './use-figures-text';

/** The files of the draft: how to add some, how much room is left, and where each upload is. */
export function FilesSection({
  session,
  state,
  bytesMax,
  quota,
  disabled,
  onFiles,
  onRemove,
}: {
  session: ComposeSession;
  state: ComposeState;
  bytesMax: number;
  quota: ComposeSettings['quota'];
  disabled: boolean;
  onFiles: (incoming: Incoming) => void;
  onRemove: (partId: string) => void;
}) {
  const t = useTranslations('compose.files');
  const locale = useLocale();
  // a picture is seen in the text, unless something is the matter with it
  const attachments = state.attachments.filter(
    ({ contentId, status }) => contentId === null || status === 'failed' || status === 'file-needed',
  );
  const list = useRef<HTMLUListElement>(null);
  useShowJoined(list, attachments.length);
  const bytes = state.attachments.reduce((sum, attachment) => sum + attachment.bytes, 0);
  return (
    <section aria-labelledby="files-heading" className={classes.files}>
      <div className={classes.filesHead}>
        <h2 id="files-heading">{t('heading')}</h2>
        {attachments.length > 0 && (
          <div className={classes.meter}>
            <Text size="sm" c="dimmed">
              {t('used', { used: formatBytes(bytes, locale), limit: formatBytes(bytesMax, locale, 'down') })}
            </Text>
            <Progress value={(bytes / bytesMax) * 100} size="xs" aria-label={t('usedLabel')} w={90} />
          </div>
        )}
      </div>
      <Choosers disabled={disabled} bytesMax={bytesMax} onFiles={onFiles} />
      <NearlyFull {...quota} />
      {attachments.length > 0 && (
        <ul ref={list} className={classes.fileList}>
          {attachments.map((attachment) => (
            <FileRow
              key={attachment.partId}
              attachment={attachment}
              figures={session.uploads.figures(attachment)}
              waiting={state.waiting !== null}
              disabled={disabled}
              onSteer={(command) => session.uploads.steer(attachment.partId, command)}
              onRemove={() => onRemove(attachment.partId)}
            />
          ))}
        </ul>
      )}
      <TotalProgress session={session} state={state} />
    </section>
  );
}

/** A calm line when little room is left: nothing is wrong yet. */
function NearlyFull({ whose, bytesUsed, bytesMax }: ComposeSettings['quota']) {
  const t = useTranslations('compose.files');
  const locale = useLocale();
  if (bytesUsed < bytesMax * nearlyFullFrom) return null;
  const percent = Math.min(100, Math.floor((bytesUsed / bytesMax) * 100));
  return (
    <Text size="sm" c="dimmed" mt={8}>
      {t('nearlyFull', { whose, percent, limit: formatBytes(bytesMax, locale, 'down') })}
    </Text>
  );
}

/** A drop is answered where it is seen: the last joined file's row comes into view. */
function useShowJoined(list: RefObject<HTMLUListElement | null>, count: number): void {
  const before = useRef(count);
  useEffect(() => {
    if (count > before.current) list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
    before.current = count;
  }, [list, count]);
}

function Choosers({
  disabled,
  bytesMax,
  onFiles,
}: {
  disabled: boolean;
  bytesMax: number;
  onFiles: (incoming: Incoming) => void;
}) {
  const t = useTranslations('compose.files');
  const locale = useLocale();
  const fileInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    onFiles(incomingOf(input.files ?? []));
    // The same file may be chosen again later.
    input.value = '';
  };
  return (
    <div className={classes.chooser}>
      <input
        ref={fileInput}
        type="file"
        multiple
        hidden
        data-chooser="files"
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={folderInput}
        type="file"
        multiple
        hidden
        data-chooser="folder"
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.currentTarget)}
      />
      <span className={classes.dropWords}>{t('drop')}</span>
      <span className={classes.chooserButtons}>
        <Button
          variant="default"
          size="sm"
          disabled={disabled}
          leftSection={<IconPaperclip size={16} aria-hidden />}
          onClick={() => fileInput.current?.click()}
        >
          {t('choose')}
        </Button>
        <Button
          variant="subtle"
          size="sm"
          disabled={disabled}
          className={classes.folderButton ?? ''}
          leftSection={<IconFolder size={16} aria-hidden />}
          onClick={() => folderInput.current?.click()}
        >
          {t('chooseFolder')}
        </Button>
      </span>
      <Text size="sm" c="dimmed" className={classes.limit ?? ''}>
        {t('limit', { limit: formatBytes(bytesMax, locale, 'down') })}
      </Text>
    </div>
  );
}

function TotalProgress({ session, state }: { session: ComposeSession; state: ComposeState }) {
  const t = useTranslations('compose.files');
  const figuresText = useFiguresText();
  const { attachments, waiting } = state;
  const moving = attachments.some(({ status }) => status === 'uploading');
  const figures = session.uploads.totalFigures(attachments);
  const percent = Math.floor(figures.fraction * 4) * 25;
  const stored = attachments.length > 0 && attachments.every(({ status }) => status === 'stored');
  const announced = stored
    ? t('announceStored', { count: attachments.length })
    : moving && percent > 0
      ? t('announceProgress', { percent })
      : '';
  return (
    <>
      {moving && (
        <div className={classes.total}>
          <span>
            <strong>{t('total')}</strong> · {figuresText(figures, waiting === null)}
          </span>
          <Progress transitionDuration={0} value={figures.fraction * 100} size="md" aria-label={t('total')} />
        </div>
      )}
      {(waiting === 'network' || waiting === 'server') && (
        <p className={classes.warning} role="status">
          {t(waiting === 'network' ? 'waitingNetwork' : 'waitingServer')}
        </p>
      )}
      <p className="visually-hidden" aria-live="polite">
        {announced}
      </p>
    </>
  );
}
