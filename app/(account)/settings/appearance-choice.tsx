'use client';

import { SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';

const schemes = ['light', 'dark', 'auto'] as const;
const never = () => () => {};

/** Light, dark, or as the system has it; kept by the browser, which is why the server draws `auto`. */
export function AppearanceChoice() {
  const t = useTranslations('common.appearance');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const mounted = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <SegmentedControl
      aria-label={t('label')}
      value={mounted ? colorScheme : 'auto'}
      onChange={(chosen) => {
        const scheme = schemes.find((one) => one === chosen);
        if (scheme) setColorScheme(scheme);
      }}
      data={schemes.map((scheme) => ({ value: scheme, label: t(scheme) }))}
    />
  );
}
