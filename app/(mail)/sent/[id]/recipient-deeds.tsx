'use client';

import { Button, Group, Modal, Text } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { callApi } from '@/app/_components/call-api';
import { Flash, type FlashMessage } from '@/app/_components/flash';
import { useRefusalText } from '@/app/_components/use-refusal-text';
import type { RecipientStatus } from '@/lib/envelope/wire';
import classes from './status.module.css';

/** What the sender may do for a recipient: notify again; and give access back after a report, once checked. */
export function RecipientDeeds({
  envelopeId,
  recipient,
}: {
  envelopeId: string;
  recipient: RecipientStatus;
}) {
  const t = useTranslations('mail.status');
  const tc = useTranslations('common');
  const router = useRouter();
  const refusalText = useRefusalText();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<FlashMessage>(null);
  const { address } = recipient;

  const run = async (deed: 'renotify' | 'unblock', done: string) => {
    setAsking(false);
    setBusy(true);
    const answer = await callApi(
      'POST',
      `/api/envelopes/${envelopeId}/recipients/${recipient.id}/${deed}`,
      {},
    );
    setBusy(false);
    setMessage(
      answer.ok ? { tone: 'done', text: done } : { tone: 'refused', text: refusalText(answer.refusal) },
    );
    if (answer.ok) router.refresh();
  };

  const blocked = recipient.blockedAt !== null;
  return (
    <>
      <div className={classes.deeds}>
        {!blocked && recipient.notification !== 'pending' && (
          <Button
            variant={recipient.notification === 'failed' ? 'filled' : 'default'}
            size="compact-md"
            loading={busy}
            onClick={() => void run('renotify', t('renotified', { address }))}
          >
            {t('renotify')}
          </Button>
        )}
        {blocked && (
          <Button size="compact-md" variant="default" loading={busy} onClick={() => setAsking(true)}>
            {t('unblock')}
          </Button>
        )}
      </div>
      <div style={{ flexBasis: '100%' }}>
        <Flash message={message} onClose={() => setMessage(null)} />
      </div>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('unblockTitle', { address })}
        closeButtonProps={{ 'aria-label': tc('close') }}
      >
        <Text>{t('unblockText')}</Text>
        <Group justify="end" mt="lg">
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            {tc('cancel')}
          </Button>
          <Button onClick={() => void run('unblock', t('unblocked', { address }))}>{t('unblock')}</Button>
        </Group>
      </Modal>
    </>
  );
}
