'use client';

import { ActionIcon, Button, Group, Modal, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { callApi } from '@/app/_components/call-api';
import { Flash, type FlashMessage } from '@/app/_components/flash';
import { useRefusalText } from '@/app/_components/use-refusal-text';
import type { EnvelopeListAnswer, EnvelopeListItem } from '@/lib/envelope/wire';
import { EnvelopeList } from './envelope-list';
import classes from './envelope-list.module.css';

/** Drafts, each with a way to delete it; asked twice, because nothing brings it back. */
export function DraftList({ mailboxId, first }: { mailboxId: string | null; first: EnvelopeListAnswer }) {
  const t = useTranslations('mail.drafts');
  const tc = useTranslations('common');
  const format = useFormatter();
  const router = useRouter();
  const refusalText = useRefusalText();
  const [asked, setAsked] = useState<EnvelopeListItem | null>(null);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [message, setMessage] = useState<FlashMessage>(null);

  const remove = async (item: EnvelopeListItem) => {
    setAsked(null);
    const answer = await callApi('DELETE', `/api/drafts/${item.envelopeId}`);
    setMessage(
      answer.ok
        ? { tone: 'done', text: t('deleted') }
        : { tone: 'refused', text: refusalText(answer.refusal) },
    );
    if (!answer.ok) return;
    setGone(new Set(gone).add(item.envelopeId));
    router.refresh();
  };
  const when = (item: EnvelopeListItem) =>
    format.dateTime(new Date(item.at), { dateStyle: 'long', timeStyle: 'short' });

  return (
    <>
      <Flash message={message} onClose={() => setMessage(null)} />
      <EnvelopeList
        box="drafts"
        mailboxId={mailboxId}
        first={first}
        hidden={gone}
        action={(item) => (
          <ActionIcon
            className={classes.action ?? ''}
            variant="subtle"
            size={36}
            c="var(--mantine-color-dimmed)"
            aria-label={t('delete', { when: when(item) })}
            onClick={() => setAsked(item)}
          >
            <IconTrash size={18} stroke={1.7} aria-hidden />
          </ActionIcon>
        )}
      />
      <Modal
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title={t('deleteTitle')}
        closeButtonProps={{ 'aria-label': tc('close') }}
      >
        <Text>{t('deleteText')}</Text>
        <Group justify="end" mt="lg">
          <Button variant="default" onClick={() => setAsked(null)} data-autofocus>
            {tc('cancel')}
          </Button>
          <Button color="red.9" onClick={() => asked && void remove(asked)}>
            {t('deleteShort')}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
