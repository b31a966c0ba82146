'use client';

import { Button } from '@mantine/core';
import { IconDownload, IconFileOff } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { FileKind } from '@/lib/browser/preview/file-kind';
import type { FrameFailure } from '@/lib/browser/preview/frame-messages';
import type { NotShown } from '@/lib/browser/preview/prepare-preview';
import classes from './preview.module.css';

/** Why a file is not shown here, and what to do instead. */
export function NotShownNote({
  reason,
  kind,
  onSave,
}: {
  reason: NotShown | FrameFailure;
  kind: FileKind;
  onSave: () => void;
}) {
  const t = useTranslations('open.preview');
  return (
    <div className={classes.waiting} role="status">
      <IconFileOff size={44} stroke={1.3} aria-hidden />
      <p>
        {t(`notShown.${reason === 'kind' && kind.format === null ? 'unknown' : reason}`, {
          format: kind.format === 'program' ? t('program') : (kind.format ?? ''),
        })}
      </p>
      <Button leftSection={<IconDownload size={18} aria-hidden />} onClick={onSave}>
        {t('save')}
      </Button>
    </div>
  );
}
