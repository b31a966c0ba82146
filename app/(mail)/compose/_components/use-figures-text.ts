'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { TransferFigures } from '@/lib/browser/transfer-progress';
import { formatBytes } from '@/lib/i18n/format-bytes';

/** Bytes, speed and time left in words: `34 MB of 100 MB · 12 MB/s · 6 s left`. */
export function useFiguresText(): (figures: TransferFigures, moving: boolean) => string {
  const t = useTranslations('compose.files');
  const locale = useLocale();
  return ({ bytesDone, bytesTotal, bytesPerSecond, secondsLeft }, moving) => {
    const words = [
      t('progress', { done: formatBytes(bytesDone, locale), total: formatBytes(bytesTotal, locale) }),
    ];
    if (moving && bytesPerSecond) words.push(t('speed', { speed: formatBytes(bytesPerSecond, locale) }));
    if (moving && secondsLeft !== null) {
      words.push(
        secondsLeft < 100
          ? t('secondsLeft', { seconds: secondsLeft })
          : t('minutesLeft', { minutes: Math.round(secondsLeft / 60) }),
      );
    }
    return words.join(' · ');
  };
}
