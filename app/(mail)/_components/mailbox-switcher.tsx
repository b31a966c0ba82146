'use client';

import { Button, Menu } from '@mantine/core';
import { IconCheck, IconChevronDown, IconInbox, IconUser, IconUsersGroup } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { MailboxAnswer } from '@/lib/envelope/wire';

const icons = { personal: IconUser, shared: IconUsersGroup, applicative: IconInbox } as const;

/** Chooses which mailbox a list shows; only there for people who have several. */
export function MailboxSwitcher({
  path,
  mailboxes,
  chosenId,
}: {
  path: string;
  mailboxes: readonly MailboxAnswer[];
  chosenId: string | null;
}) {
  const t = useTranslations('mail.mailbox');
  const chosen = mailboxes.find((mailbox) => mailbox.id === chosenId);
  const choices = [
    { id: null, href: path, name: t('all'), address: null, Icon: IconInbox },
    ...mailboxes.map((mailbox) => ({
      id: mailbox.id,
      href: `${path}?mailbox=${mailbox.id}`,
      name: mailbox.kind === 'personal' ? mailbox.name : `${mailbox.name} (${t(mailbox.kind)})`,
      address: mailbox.addresses[0] ?? null,
      Icon: icons[mailbox.kind],
    })),
  ];
  return (
    <Menu position="bottom-end" shadow="md" width={320}>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden />} maw={300}>
          <span className="visually-hidden">{t('label')} </span>
          {chosen?.name ?? t('all')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ id, href, name, address, Icon }) => (
          <Menu.Item
            key={href}
            component={Link}
            href={href}
            leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
            rightSection={id === (chosen?.id ?? null) ? <IconCheck size={16} aria-hidden /> : null}
          >
            {name}
            {address && (
              <span style={{ display: 'block', color: 'var(--mantine-color-dimmed)', fontSize: '0.8rem' }}>
                {address}
              </span>
            )}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
