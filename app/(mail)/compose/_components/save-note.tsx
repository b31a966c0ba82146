'use client';

import { IconAlertTriangle, IconCheck, IconCloudOff } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { SaveState } from '@/lib/browser/compose/draft-saver';
import classes from '../compose.module.css';

const small = { size: 15, stroke: 2, 'aria-hidden': true } as const;

/** Whether the draft is kept, in a few calm words. Only what needs attention is announced. */
export function SaveNote({ save }: { save: SaveState }) {
  const t = useTranslations('compose.save');
  const write = useMomentFormat();
  const { state, at } = save;
  const calm = state === 'saved' || state === 'dirty' || state === 'saving';
  const savedAt = at && write(at, { timeStyle: 'short' });
  const words = state === 'saved' ? (savedAt ? t('saved', { at: savedAt }) : t('empty')) : t(state);
  return (
    <span
      className={calm ? classes.saveNote : classes.saveAlert}
      role={calm ? undefined : 'status'}
      data-save={state}
    >
      {state === 'saved' && at && <IconCheck {...small} />}
      {state === 'offline' && <IconCloudOff {...small} />}
      {!calm && state !== 'offline' && <IconAlertTriangle {...small} />}
      {words}
    </span>
  );
}
