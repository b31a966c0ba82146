'use client';

import { Button } from '@mantine/core';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { callApi } from '@/app/_components/form/call-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
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
  const router = useRouter();
  const refusalText = useRefusalText();
  const { ask, dialog } = useConfirm();
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState<FlashMessage>(null);
  const { address } = recipient;

  const run = async (deed: 'renotify' | 'unblock', done: string) => {
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
        {!blocked && recipient.openedAt === null && recipient.notification !== 'pending' && (
          <Button
            variant={recipient.notification === 'failed' ? 'filled' : 'default'}
            size="compact-sm"
            h={32}
            loading={busy}
            onClick={() => void run('renotify', t('renotified', { address }))}
          >
            {t('renotify')}
          </Button>
        )}
        {blocked && (
          <Button
            size="compact-sm"
            h={32}
            variant="default"
            loading={busy}
            onClick={() =>
              ask(
                {
                  title: t('unblockTitle', { address }),
                  text: t('unblockText'),
                  action: t('unblock'),
                  grave: false,
                },
                () => void run('unblock', t('unblocked', { address })),
              )
            }
          >
            {t('unblock')}
          </Button>
        )}
      </div>
      <div style={{ flexBasis: '100%' }}>
        <Flash message={message} onClose={() => setMessage(null)} />
      </div>
      {dialog}
    </>
  );
}
