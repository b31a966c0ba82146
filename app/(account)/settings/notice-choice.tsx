'use client';

import { Switch, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState, useSyncExternalStore } from 'react';
import { noticeIsOn, setNotice } from '@/lib/browser/mailbox/desktop-notice';

const never = () => () => {};

/** Whether this browser says that a letter waits; its permission is asked by this press and never before. */
export function NoticeChoice() {
  const t = useTranslations('settings.notice');
  const stored = useSyncExternalStore(never, noticeIsOn, () => false);
  const [chosen, setChosen] = useState<boolean | null>(null);
  const [refused, setRefused] = useState(false);
  const choose = async (wanted: boolean) => {
    const isOn = await setNotice(wanted);
    setChosen(isOn);
    setRefused(wanted && !isOn);
  };
  return (
    <>
      <Switch
        label={t('label')}
        checked={chosen ?? stored}
        onChange={(event) => void choose(event.currentTarget.checked)}
      />
      <Text role="status" size="sm" mt={refused ? 8 : 0}>
        {refused && t('refused')}
      </Text>
    </>
  );
}
