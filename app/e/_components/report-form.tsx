'use client';

import { Alert, Button } from '@mantine/core';
import { IconCircleCheck, IconHandStop } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { ButtonLink } from '@/app/_components/form/button-link';
import { callApi } from '@/app/_components/form/call-api';
import { useAlive } from '@/app/_components/form/use-alive';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import classes from '../reader.module.css';

/** Says what a report does, which depends on whether the reader has proved the address, then reports. */
export function ReportForm({ reference, proved }: { reference: string; proved: boolean }) {
  const t = useTranslations('open.report');
  const refusalText = useRefusalText();
  const alive = useAlive();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [done, setDone] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (done) heading.current?.focus();
  }, [done]);
  const report = async () => {
    setBusy(true);
    const answer = await callApi('POST', `/api/e/${reference}/report`, {});
    setBusy(false);
    setRefused(answer.ok ? null : refusalText(answer.refusal));
    setDone(answer.ok);
  };
  if (done) {
    return (
      <div className={classes.letter}>
        <div className={classes.outside}>
          <IconCircleCheck size={44} stroke={1.3} aria-hidden />
          <h1 ref={heading} tabIndex={-1}>
            {t('doneTitle')}
          </h1>
          <p>{t(proved ? 'doneTextProved' : 'doneText')}</p>
        </div>
      </div>
    );
  }
  return (
    <div className={classes.letter}>
      <div className={classes.outside}>
        <IconHandStop size={44} stroke={1.3} aria-hidden />
        <h1>{t('title')}</h1>
        <p>{t(proved ? 'textProved' : 'text')}</p>
      </div>
      {refused && (
        <Alert color="red" c="var(--mantine-color-text)">
          {refused}
        </Alert>
      )}
      <Button size="md" loading={busy} disabled={!alive} onClick={() => void report()}>
        {t(proved ? 'submitProved' : 'submit')}
      </Button>
      <ButtonLink variant="default" size="md" href={`/e/${reference}`}>
        {t('back')}
      </ButtonLink>
    </div>
  );
}
