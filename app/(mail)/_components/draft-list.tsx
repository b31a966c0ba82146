'use client';

import { ActionIcon } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { EnvelopeListAnswer, EnvelopeListItem } from '@/lib/envelope/wire';
import { EnvelopeList } from './envelope-list';
import classes from './envelope-list.module.css';

/** Drafts are in no mailbox yet. */
const noNumbers = {};

/** Drafts, each with a way to delete it; asked twice, because nothing brings it back. */
export function DraftList({ mailboxId, first }: { mailboxId: string | null; first: EnvelopeListAnswer }) {
  const t = useTranslations('mail.drafts');
  const write = useMomentFormat();
  const router = useRouter();
  const refusalText = useRefusalText();
  const { ask, dialog } = useConfirm();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [message, setMessage] = useState<FlashMessage>(null);

  const remove = async (item: EnvelopeListItem) => {
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
  const when = (item: EnvelopeListItem) => write(item.at, { dateStyle: 'long', timeStyle: 'short' });

  return (
    <>
      <Flash message={message} onClose={() => setMessage(null)} />
      <EnvelopeList
        place={{ box: 'drafts' }}
        mailboxId={mailboxId}
        numbers={noNumbers}
        first={first}
        hidden={gone}
        action={(item) => (
          <ActionIcon
            className={classes.action ?? ''}
            variant="subtle"
            size={36}
            c="var(--mantine-color-dimmed)"
            aria-label={t('delete', { when: when(item) })}
            onClick={() =>
              ask(
                { title: t('deleteTitle'), text: t('deleteText'), action: t('deleteShort'), grave: true },
                () => void remove(item),
              )
            }
          >
            <IconTrash size={18} stroke={1.7} aria-hidden />
          </ActionIcon>
        )}
      />
      {dialog}
    </>
  );
}
