'use client';

import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';

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
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Tooltip label={t('label')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            c="var(--mantine-color-text)"
            aria-label={t('label')}
          >
            <Icon size={20} stroke={1.7} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ value, Icon: ChoiceIcon }) => (
          <Menu.Item
            key={value}
            role="menuitemradio"
            aria-checked={chosen === value}
            leftSection={<ChoiceIcon size={18} stroke={1.7} aria-hidden />}
            rightSection={
              chosen === value ? <IconCheck size={16} aria-hidden /> : <span style={{ width: 16 }} />
            }
            onClick={() => setColorScheme(value)}
          >
            {t(value)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
