'use client';

import { Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Flash } from '@/app/_components/dialog/flash';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import type { RecipientStatus } from '@/lib/envelope/wire';
import { CorrectDialog } from './correct-dialog';
import classes from './status.module.css';
import { useDeed } from './use-deed';

const small = { size: 'compact-sm', h: 32 } as const;

/**
 * What the sender may do for a recipient: notify again, give access back after a report, correct the address, take access away.
 * Nothing for one who was withdrawn.
 */
export function RecipientDeeds({
  envelopeId,
  recipient,
}: {
  envelopeId: string;
  recipient: RecipientStatus;
}) {
  const t = useTranslations('mail.status');
  const { run, busy, message, forget } = useDeed(envelopeId);
  const { ask, dialog } = useConfirm();
  const [correcting, setCorrecting] = useState(false);
  const { address } = recipient;
  const path = (deed: string) => `/recipients/${recipient.id}/${deed}`;
  const blocked = recipient.blockedAt !== null;
  const failed = recipient.notification === 'failed';
  const canRenotify =
    !blocked &&
    recipient.delivery === 'released' &&
    recipient.openedAt === null &&
    recipient.notification !== 'pending';
  if (recipient.withdrawnAt !== null) return <Flash message={message} onClose={forget} />;
  return (
    <>
      <div className={classes.deeds}>
        {canRenotify && (
          <Button
            {...small}
            variant={failed ? 'filled' : 'default'}
            loading={busy}
            onClick={() => void run('POST', path('renotify'), {}, t('renotified', { address }))}
          >
            {t('renotify')}
          </Button>
        )}
        {blocked && (
          <Button
            {...small}
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
                () => void run('POST', path('unblock'), {}, t('unblocked', { address })),
              )
            }
          >
            {t('unblock')}
          </Button>
        )}
        <Button {...small} variant="default" onClick={() => setCorrecting(true)}>
          {t('deeds.correct')}
        </Button>
        <Button
          {...small}
          variant="default"
          onClick={() =>
            ask(
              {
                title: t('deeds.withdrawTitle', { address }),
                text: t('deeds.withdrawText', { opened: recipient.openedAt === null ? 0 : 1 }),
                action: t('deeds.withdraw'),
                grave: true,
              },
              () => void run('POST', path('withdraw'), {}, t('deeds.withdrawn')),
            )
          }
        >
          {t('deeds.withdraw')}
        </Button>
      </div>
      <div style={{ flexBasis: '100%' }}>
        <Flash message={message} onClose={forget} />
      </div>
      {correcting && (
        <CorrectDialog
          recipient={recipient}
          onClose={() => setCorrecting(false)}
          onCorrect={async (corrected) => {
            const isDone = await run('POST', path('correct'), { address: corrected }, t('deeds.correctDone'));
            if (isDone) setCorrecting(false);
          }}
        />
      )}
      {dialog}
    </>
  );
}
