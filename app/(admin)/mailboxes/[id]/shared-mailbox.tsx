'use client';

import { Alert, Anchor, Button, Group } from '@mantine/core';
import { IconArrowLeft, IconLock } from '@tabler/icons-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { PageHeader } from '@/app/_components/show/page-header';
import type { SharedMailboxItem } from '@/lib/shared-mailboxes/wire';
import { MailboxForm } from '../mailbox-form';
import classes from './mailbox.module.css';
import { MailboxMembers } from './mailbox-members';

/** One shared mailbox, and all that can be changed about it; its name and its end are for who `administers` it. */
export function SharedMailbox({
  mailbox,
  administers,
}: {
  mailbox: SharedMailboxItem;
  administers: boolean;
}) {
  const t = useTranslations('settings.mailboxes');
  const refusalText = useRefusalText();
  const router = useRouter();
  const { ask, dialog } = useConfirm();
  const [message, setMessage] = useState<FlashMessage>(null);
  const [changing, setChanging] = useState<'name' | 'address' | null>(null);
  const { id, name } = mailbox;
  const isClosed = mailbox.closedAt !== null;
  const done = (text: string) => {
    setMessage({ tone: 'done', text });
    router.refresh();
  };
  const close = async () => {
    const answer = await callApi('POST', `/api/shared-mailboxes/${id}/close`);
    if (answer.ok) done(t('closed'));
    else setMessage({ tone: 'refused', text: refusalText(answer.refusal) });
  };
  return (
    <>
      <Anchor component={Link} href="/mailboxes" prefetch={false} className={classes.back ?? ''}>
        <IconArrowLeft size={18} aria-hidden />
        {t('back')}
      </Anchor>
      <PageHeader
        title={name}
        lead={mailbox.addresses.join(', ')}
        actions={
          administers &&
          !isClosed && (
            <Group gap="xs">
              <Button variant="default" onClick={() => setChanging('name')}>
                {t('rename')}
              </Button>
              <Button variant="default" onClick={() => setChanging('address')}>
                {t('addAddress')}
              </Button>
              <Button
                variant="default"
                onClick={() =>
                  ask(
                    {
                      title: t('closeTitle', { name }),
                      text: t('closeText'),
                      action: t('close'),
                      grave: true,
                    },
                    () => void close(),
                  )
                }
              >
                {t('close')}
              </Button>
            </Group>
          )
        }
      />
      {isClosed && (
        <Alert color="gray" c="var(--mantine-color-text)" icon={<IconLock aria-hidden />} mb="md" role="note">
          {t('closedNote')}
        </Alert>
      )}
      <Flash message={message} onClose={() => setMessage(null)} />
      <Dialog
        opened={changing !== null}
        title={changing === 'address' ? t('addAddress') : t('rename')}
        onClose={() => setChanging(null)}
      >
        {changing !== null && (
          <MailboxForm
            fields={[changing]}
            name={name}
            {...(changing === 'address' ? { text: t('addAddressText') } : {})}
            action={changing === 'address' ? t('add') : t('save')}
            onClose={() => setChanging(null)}
            send={async (typed) => {
              const answer = await callApi('PATCH', `/api/shared-mailboxes/${id}`, typed);
              if (answer.ok)
                done(
                  changing === 'address'
                    ? t('addressAdded', { address: typed.address ?? '' })
                    : t('renamed', { name: typed.name ?? '' }),
                );
              return answer;
            }}
          />
        )}
      </Dialog>
      {dialog}
      <MailboxMembers
        id={id}
        isClosed={isClosed}
        suggests={administers}
        onDone={done}
        onRefused={(text) => setMessage({ tone: 'refused', text })}
      />
    </>
  );
}
