'use client';

import { useTranslations } from 'next-intl';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { CheckStep } from '@/lib/browser/open/open-messages';

/** What stands behind "sent on" for who asks: when it was sealed, by UTC, who timestamped it, by which key it is signed. */
export function useSealedFacts(steps: readonly CheckStep[], sealedAt: string): string[] {
  const t = useTranslations('open.checks');
  const utc = useUtcTime();
  const timestamp = steps.find(({ step }) => step === 'timestamp');
  const fingerprint = steps.find(({ step }) => step === 'signature')?.facts.fingerprint;
  const sealed = utc(sealedAt);
  return [
    timestamp?.state === 'verified'
      ? t('sealedStamped', { sealed, authority: String(timestamp.facts.authority ?? '') })
      : t('sealedUnstamped', { sealed }),
    ...(fingerprint === undefined ? [] : [`${t('facts.fingerprint')} ${fingerprint}`]),
  ];
}

/** `21 Nov 2026, 14:03:11`, in UTC; empty for no time. */
export function useUtcTime(): (instant: string) => string {
  const write = useMomentFormat();
  return (instant) =>
    instant === '' ? '' : write(instant, { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' });
}
