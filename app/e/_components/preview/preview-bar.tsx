'use client';

import { ActionIcon, CloseButton } from '@mantine/core';
import {
  IconArrowAutofitWidth,
  IconChevronLeft,
  IconChevronRight,
  IconDownload,
  IconRotateClockwise,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react';
import { useLocale, useTranslations } from 'next-intl';
import type { RefObject } from 'react';
import { useRovingFocus } from '@/app/_components/form/use-roving-focus';
import type { OpenedFile } from '@/lib/browser/open/open-messages';
import type { FileKind } from '@/lib/browser/preview/file-kind';
import type { FrameCommand } from '@/lib/browser/preview/frame-messages';
import { formatBytes } from '@/lib/i18n/format-bytes';
import type { Place } from './file-frame';
import classes from './preview.module.css';

/** Which file it is, where its reader is, and what can be done with it. */
export function PreviewBar({
  heading,
  file,
  name,
  kind,
  at,
  count,
  place,
  tell,
  go,
  onSave,
  onClose,
}: {
  heading: RefObject<HTMLHeadingElement | null>;
  file: OpenedFile;
  name: string;
  kind: FileKind | null;
  at: number;
  count: number;
  place: Place | null;
  tell: (command: FrameCommand) => void;
  go: (step: 1 | -1) => void;
  onSave: () => void;
  onClose: () => void;
}) {
  const t = useTranslations('open.preview');
  const locale = useLocale();
  const { ref, current, onFocus, onKeyDown } = useRovingFocus('save');
  const isFramed = kind?.shownAs === 'pdf' || kind?.shownAs === 'picture';
  const tools = [
    { name: 'previous', icon: IconChevronLeft, isShown: count > 1, isOff: at === 0, act: () => go(-1) },
    { name: 'next', icon: IconChevronRight, isShown: count > 1, isOff: at === count - 1, act: () => go(1) },
    {
      name: 'zoomOut',
      icon: IconZoomOut,
      isShown: isFramed,
      isOff: place === null,
      act: () => tell({ type: 'zoom', to: 'out' }),
    },
    {
      name: 'zoomIn',
      icon: IconZoomIn,
      isShown: isFramed,
      isOff: place === null,
      act: () => tell({ type: 'zoom', to: 'in' }),
    },
    {
      name: 'fit',
      icon: IconArrowAutofitWidth,
      isShown: isFramed,
      isOff: place === null,
      act: () => tell({ type: 'zoom', to: 'fit' }),
    },
    {
      name: 'turn',
      icon: IconRotateClockwise,
      isShown: isFramed,
      isOff: place === null,
      act: () => tell({ type: 'turn' }),
    },
    { name: 'save', icon: IconDownload, isShown: true, isOff: false, act: onSave },
  ] as const;
  // no sentence: messages that are parsed when Pli is built know no style of a number by its name
  const percentFormat = new Intl.NumberFormat(locale, { style: 'percent' });
  const format = kind?.format ?? null;
  const facts = [
    format === 'text' ? t('text') : format === 'program' ? t('program') : format,
    formatBytes(file.bytes, locale),
    count > 1 && t('file', { n: at + 1, of: count }),
    place !== null && place.pages > 1 && t('page', { n: place.page, of: place.pages }),
    place !== null && percentFormat.format(place.percent / 100),
  ].filter((fact) => typeof fact === 'string');
  return (
    <div className={classes.bar}>
      <div className={classes.what}>
        <h2 ref={heading} tabIndex={-1} data-autofocus>
          {name}
        </h2>
        <p>{facts.join(' · ')}</p>
      </div>
      <div
        ref={ref}
        role="toolbar"
        aria-label={t('tools')}
        className={classes.tools}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
      >
        {tools
          .filter(({ isShown }) => isShown)
          .map(({ name: tool, icon: Icon, isOff, act }) => (
            <ActionIcon
              key={tool}
              data-tool={tool}
              tabIndex={current === tool ? 0 : -1}
              variant="subtle"
              size={36}
              aria-label={t(tool)}
              title={t(tool)}
              aria-disabled={isOff}
              {...(isOff ? { 'data-disabled': true } : {})}
              onClick={() => isOff || act()}
            >
              <Icon size={20} stroke={1.7} aria-hidden />
            </ActionIcon>
          ))}
      </div>
      <CloseButton
        className={classes.close}
        size="lg"
        aria-label={t('close')}
        title={t('close')}
        onClick={onClose}
      />
    </div>
  );
}
