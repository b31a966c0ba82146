import { Anchor } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconLock } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { StateBadge } from '@/app/_components/show/state-badge';
import tables from '@/app/_components/show/table.module.css';
import type { SharedMailboxItem } from '@/lib/shared-mailboxes/wire';

const small = { size: 14, stroke: 2, 'aria-hidden': true } as const;
const states = {
  open: { tone: 'good', icon: <IconCircleCheck {...small} /> },
  unread: { tone: 'warn', icon: <IconAlertTriangle {...small} /> },
  closed: { tone: 'quiet', icon: <IconLock {...small} /> },
} as const;

const stateOf = ({ closedAt, members }: SharedMailboxItem) =>
  closedAt !== null ? 'closed' : members === 0 ? 'unread' : 'open';

/** How a shared mailbox stands, in words. */
export function MailboxState({ mailbox }: { mailbox: SharedMailboxItem }) {
  const t = useTranslations('settings.mailboxes.states');
  const state = stateOf(mailbox);
  return <StateBadge {...states[state]}>{t(state)}</StateBadge>;
}

/** Shared mailboxes as a table; a list of cards on a phone. */
export function MailboxesTable({ mailboxes }: { mailboxes: readonly SharedMailboxItem[] }) {
  const t = useTranslations('settings.mailboxes');
  return (
    <table className={tables.table}>
      <thead>
        <tr>
          <th scope="col">{t('mailbox')}</th>
          <th scope="col">{t('members')}</th>
          <th scope="col">{t('state')}</th>
        </tr>
      </thead>
      <tbody>
        {mailboxes.map((mailbox) => (
          <tr key={mailbox.id}>
            <td data-main>
              <Anchor component={Link} href={`/mailboxes/${mailbox.id}`} prefetch={false} fw={600}>
                {mailbox.name}
              </Anchor>
              <div className={tables.under}>{mailbox.addresses.join(', ')}</div>
            </td>
            <td data-label={t('members')}>{t('count', { count: mailbox.members })}</td>
            <td data-label={t('state')}>
              <MailboxState mailbox={mailbox} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
