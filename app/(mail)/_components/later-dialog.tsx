'use client';

import { useTranslations } from 'next-intl';
import type { Filing } from '@/lib/filing/wire';
import { MomentDialog } from './moment-dialog';

/** Until when letters are put away: one press for the usual moments, or a date and time of one's own. */
export default function LaterDialog({
  count,
  onFile,
  onClose,
}: {
  count: number;
  onFile: (filing: Filing) => void;
  onClose: () => void;
}) {
  const t = useTranslations('mail.later');
  const words = {
    title: t('ask', { count }),
    evening: t('evening'),
    tomorrow: t('tomorrow'),
    monday: t('monday'),
    own: t('own'),
    past: t('past'),
    put: t('put'),
    cancel: t('cancel'),
  };
  return (
    <MomentDialog
      words={words}
      onChosen={(at) => onFile({ laterUntil: at.toISOString() })}
      onClose={onClose}
    />
  );
}
