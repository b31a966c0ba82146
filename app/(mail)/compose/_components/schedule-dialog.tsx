'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import { releaseDaysMax } from '@/lib/release-time';
import { MomentDialog } from '../../_components/moment-dialog';

const dayMs = 86_400_000;

/** When the letter is to leave: never later than it may be read, and not for longer than a letter may wait. Choosing sends it. */
export default function ScheduleDialog({
  expiresInDays,
  onChosen,
  onClose,
}: {
  expiresInDays: number;
  onChosen: (at: Date) => void;
  onClose: () => void;
}) {
  const t = useTranslations('compose.later');
  const write = useMomentFormat();
  const [at] = useState(() => {
    const ends = Date.now() + Math.min(releaseDaysMax, expiresInDays) * dayMs;
    return new Date(ends - 3_600_000); // an hour of it is left, whatever the two clocks say
  });
  const words = {
    title: t('title'),
    evening: t('evening'),
    tomorrow: t('tomorrow'),
    monday: t('monday'),
    own: t('own'),
    past: t('past'),
    put: t('put'),
    cancel: t('cancel'),
  };
  const latest = {
    at,
    words: t('tooLate', { at: write(at, { dateStyle: 'medium', timeStyle: 'short' }), days: releaseDaysMax }),
  };
  return (
    <MomentDialog words={words} lead={t('lead')} latest={latest} onChosen={onChosen} onClose={onClose} />
  );
}
