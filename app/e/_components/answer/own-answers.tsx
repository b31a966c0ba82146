'use client';

import { Alert, Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useState } from 'react';
import { useMomentFormat } from '@/app/_components/show/use-moment-format';
import type { OwnAnswer } from '@/lib/answer/wire';
import { MessageFrame } from '../message-frame';
import { ReceivedFiles } from '../received-files';
import { useReadingAt } from '../use-reading-session';
import classes from './answer.module.css';
import { receiptNumber } from './receipt-number';

/** What she has answered to this letter, newest first, each opened again by a press. */
export function OwnAnswers({ reference, answers }: { reference: string; answers: readonly OwnAnswer[] }) {
  const t = useTranslations('answer.own');
  const heading = useId();
  const [open, setOpen] = useState<string | null>(null);
  const write = useMomentFormat();
  if (answers.length === 0) return null;
  return (
    <section aria-labelledby={heading} className={classes.own}>
      <h2 id={heading}>{t('title', { count: answers.length })}</h2>
      <ul>
        {answers.map(({ id, sealedAt, attachmentCount }) => {
          const number = receiptNumber(id);
          const isOpen = open === id;
          return (
            <li key={id}>
              <div className={classes.ownRow}>
                <span>
                  <strong>{number}</strong>
                  <br />
                  {t('row', { at: write(sealedAt, { dateStyle: 'long', timeStyle: 'short' }) })}
                  {attachmentCount > 0 && ` · ${t('files', { count: attachmentCount })}`}
                </span>
                <Button
                  variant="default"
                  aria-expanded={isOpen}
                  aria-label={isOpen ? undefined : t('openNamed', { number })}
                  onClick={() => setOpen(isOpen ? null : id)}
                >
                  {t(isOpen ? 'close' : 'open')}
                </Button>
              </div>
              {isOpen && <ReadAgain base={`/api/e/${reference}/answers/${id}`} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Fetched, verified and shown like every letter. */
function ReadAgain({ base }: { base: string }) {
  const t = useTranslations('answer.own');
  const reading = useReadingAt(base, false);
  const session = reading?.session;
  useEffect(() => session?.open(), [session]);
  const state = reading?.state;
  if (reading && state?.envelope)
    return (
      <div className={classes.again}>
        <MessageFrame html={state.envelope.bodyHtml} pictures={state.pictures} />
        <ReceivedFiles session={reading.session} state={state} />
      </div>
    );
  const isOver = state !== undefined && ['refused', 'mistrusted', 'broken'].includes(state.phase);
  return isOver ? (
    <Alert color="red" c="var(--mantine-color-text)">
      {t('refused')}
    </Alert>
  ) : (
    <p role="status">{t('opening')}</p>
  );
}
