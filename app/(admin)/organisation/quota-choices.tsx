'use client';

import { NativeSelect, Progress, Text } from '@mantine/core';
import { useLocale, useTranslations } from 'next-intl';
import { formatBytes } from '@/lib/i18n/format-bytes';
import type { OrganisationSettings } from '@/lib/organisation/wire';
import { nearlyFullFrom } from '@/lib/quota/limits';
import { useSaved } from './use-saved';

const gibibyte = 1_073_741_824;
/** Limits on offer. */
const offered = [1, 5, 10, 20, 50, 100, 200, 500, 1_024, 2_048, 5_120, 10_240].map((one) => one * gibibyte);

/** How much of the organisation's limit is used. */
export function UsedOfQuota({ quota }: Pick<OrganisationSettings, 'quota'>) {
  const t = useTranslations('settings.organisation');
  const locale = useLocale();
  const { bytesUsed, bytesMax } = quota;
  const share = bytesUsed / bytesMax;
  const percent = Math.floor(share * 100);
  const used = formatBytes(bytesUsed, locale);
  const limit = formatBytes(bytesMax, locale, 'down');
  return (
    <>
      <Text>{t('storedUsed', { used, limit, percent })}</Text>
      <Progress
        value={Math.min(100, percent)}
        color={share >= 0.95 ? 'red' : share >= nearlyFullFrom ? 'orange' : 'teal'}
        size="md"
        mt={6}
        aria-label={t('storedUsed', { used, limit, percent })}
      />
      {share >= nearlyFullFrom && (
        <Text size="sm" mt={6}>
          {t('storedNearlyFull', { left: formatBytes(Math.max(0, bytesMax - bytesUsed), locale, 'down') })}
        </Text>
      )}
    </>
  );
}

/** One of the two limits: what it is by the settings, or one of its own, never above `most`. */
export function QuotaChoice({
  limit,
  bytes,
  byDefault,
  most,
}: {
  limit: 'storedBytesMax' | 'memberBytesMax';
  bytes: number | null;
  byDefault: number;
  most: number;
}) {
  const t = useTranslations('settings.organisation');
  const locale = useLocale();
  const { value, save, flash } = useSaved<number | null>(bytes, (chosen) => ({ [limit]: chosen }));
  // set through the API to one of its own
  const others = value === null ? [] : [value];
  const sizes = [...new Set([...offered.filter((one) => one <= most), ...others])].sort((a, b) => a - b);
  return (
    <>
      {flash}
      <NativeSelect
        aria-label={t(limit)}
        value={value === null ? '' : String(value)}
        onChange={(event) =>
          void save(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))
        }
        data={[
          { value: '', label: t('quotaDefault', { limit: formatBytes(byDefault, locale, 'down') }) },
          ...sizes.map((size) => ({ value: String(size), label: formatBytes(size, locale, 'down') })),
        ]}
      />
    </>
  );
}
