'use client';

import { IconCheck, IconChevronDown, IconInbox, IconUser, IconUsersGroup } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Dropdown } from '@/app/_components/dialog/dropdown';
import classes from '@/app/_components/dialog/dropdown.module.css';
import type { MailboxAnswer } from '@/lib/envelope/wire';
import own from './mailbox-switcher.module.css';

const icons = { personal: IconUser, shared: IconUsersGroup, applicative: IconInbox } as const;

/** Chooses which mailbox a list shows; only there for people who have several. */
export function MailboxSwitcher(props: {
  path: string;
  mailboxes: readonly MailboxAnswer[];
  chosenId: string | null;
  /** What it shows belongs to one mailbox, never to all. */
  oneOnly?: boolean;
}) {
  const t = useTranslations('mail.mailbox');
  const chosen = props.mailboxes.find((mailbox) => mailbox.id === props.chosenId);
  const choices = [
    ...(props.oneOnly
      ? []
      : [{ id: null, href: props.path, name: t('all'), address: null, Icon: IconInbox }]),
    ...props.mailboxes.map((mailbox) => ({
      id: mailbox.id,
      href: `${props.path}?mailbox=${mailbox.id}`,
      name: mailbox.kind === 'personal' ? mailbox.name : `${mailbox.name} (${t(mailbox.kind)})`,
      address: mailbox.addresses[0] ?? null,
      Icon: icons[mailbox.kind],
    })),
  ];
  return (
    <Dropdown
      faceClassName={own.face ?? ''}
      face={
        <>
          <span className="visually-hidden">{t('label')} </span>
          <span className={own.name}>{chosen?.name ?? t('all')}</span>
          <IconChevronDown size={16} aria-hidden />
        </>
      }
    >
      {choices.map(({ id, href, name, address, Icon }) => {
        const current = id === (chosen?.id ?? null);
        return (
          <Link
            prefetch={false}
            key={href}
            href={href}
            className={classes.choice}
            aria-current={current ? 'true' : undefined}
          >
            <Icon size={18} stroke={1.7} aria-hidden />
            <span>
              {name}
              {address && <span className={classes.under}>{address}</span>}
            </span>
            {current && <IconCheck size={16} aria-hidden />}
          </Link>
        );
      })}
    </Dropdown>
  );
}
