'use client';

import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconHelpCircle, IconLogout, IconSettings } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { signOutHere } from './sign-in-calls';
import classes from './user-menu.module.css';

/** Who is signed in, and the ways out. */
export function UserMenu({ kind, name, address }: { kind: 'user' | 'guest'; name: string; address: string }) {
  const t = useTranslations('common');
  return (
    <Menu position="bottom-end" shadow="md" width={260}>
      <Menu.Target>
        <UnstyledButton
          className={classes.avatar ?? ''}
          aria-label={t('account', { name })}
          data-initials={initials(name)}
        />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
            {name}
          </Text>
          {address !== name && (
            <Text size="xs" c="dimmed" truncate>
              {address}
            </Text>
          )}
        </Menu.Label>
        <Menu.Divider />
        {kind === 'user' && (
          <Menu.Item component={Link} href="/settings" leftSection={<IconSettings size={18} aria-hidden />}>
            {t('places.settings')}
          </Menu.Item>
        )}
        <Menu.Item component={Link} href="/help" leftSection={<IconHelpCircle size={18} aria-hidden />}>
          {t('places.help')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={18} aria-hidden />} onClick={() => void signOutHere()}>
          {t('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initials(name: string): string {
  const words = name.replace(/^(dr|pr|mme|m\.?|mr|mrs|ms)\.?\s+/i, '').split(/[\s.@-]+/);
  return words
    .slice(0, 2)
    .map((word) => word[0]?.toUpperCase() ?? '')
    .join('');
}
