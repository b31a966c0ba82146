'use client';

import { IconArrowUp } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import type { EnvelopeListItem } from '@/lib/envelope/wire';
import classes from './envelope-list.module.css';
import type { Box } from './envelope-row';

/** "1 new letter", above the list, until it is pressed: nothing moves by itself under the pointer. */
export function WaitingLine({
  box,
  waiting,
  onPress,
}: {
  box: Box;
  waiting: readonly EnvelopeListItem[];
  onPress: () => void;
}) {
  const t = useTranslations('mail.list');
  const isNew = box === 'inbox' && waiting.every(({ readAt }) => readAt === null);
  return (
    <div role="status">
      {waiting.length > 0 && (
        <button type="button" className={classes.waiting} onClick={onPress}>
          <IconArrowUp size={16} stroke={2} aria-hidden />
          {t(isNew ? 'arrived' : 'added', { count: waiting.length })}
        </button>
      )}
    </div>
  );
}
