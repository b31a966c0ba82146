'use client';

import { Switch } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState, useSyncExternalStore } from 'react';
import { setShortcuts, shortcutsAreOn } from '@/app/_components/frame/shortcut-keys';

const never = () => () => {};

/** Single-key shortcuts on or off, in this browser. */
export function ShortcutsChoice() {
  const t = useTranslations('settings.shortcuts');
  const stored = useSyncExternalStore(never, shortcutsAreOn, () => true);
  const [chosen, setChosen] = useState<boolean | null>(null);
  return (
    <Switch
      label={t('label')}
      checked={chosen ?? stored}
      onChange={(event) => {
        setShortcuts(event.currentTarget.checked);
        setChosen(event.currentTarget.checked);
      }}
    />
  );
}
