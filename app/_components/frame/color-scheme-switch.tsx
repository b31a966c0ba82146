'use client';

import { useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { Dropdown } from '../dialog/dropdown';
import classes from '../dialog/dropdown.module.css';

const choices = [
  { value: 'light', Icon: IconSun },
  { value: 'dark', Icon: IconMoon },
  { value: 'auto', Icon: IconDeviceDesktop },
] as const;

const never = () => () => {};

/** Light, dark, or as the system has it. Remembered by the browser. */
export function ColorSchemeSwitch() {
  const t = useTranslations('common.appearance');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  // The server does not know the choice: it draws the neutral icon, and so does the first render in the browser.
  const mounted = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const chosen = mounted ? colorScheme : 'auto';
  const Icon = choices.find((choice) => choice.value === chosen)?.Icon ?? IconDeviceDesktop;
  return (
    <Dropdown label={t('label')} face={<Icon size={20} stroke={1.7} aria-hidden />}>
      {choices.map(({ value, Icon: ChoiceIcon }) => (
        <button
          key={value}
          type="button"
          className={classes.choice}
          aria-pressed={chosen === value}
          onClick={() => setColorScheme(value)}
        >
          <ChoiceIcon size={18} stroke={1.7} aria-hidden />
          {t(value)}
          {chosen === value && <IconCheck size={16} aria-hidden />}
        </button>
      ))}
    </Dropdown>
  );
}
