'use client';

import { Alert, Button } from '@mantine/core';
import { IconDevices } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { ButtonLink } from '@/app/_components/form/button-link';
import { callApi } from '@/app/_components/form/call-api';
import { forgetFragmentToken, takeFragmentToken } from '@/app/_components/form/fragment-token';
import { useAlive } from '@/app/_components/form/use-alive';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import classes from '../reader.module.css';

/** Takes the token from the fragment, out of the address bar, and moves the code here when the button is pressed. */
export function MoveCode({ reference }: { reference: string }) {
  const t = useTranslations('auth.move');
  const refusalText = useRefusalText();
  const alive = useAlive();
  const token = useRef('');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (token.current !== '') return;
    token.current = takeFragmentToken() || 'none';
  }, []);
  const move = async () => {
    setBusy(true);
    const answer = await callApi('POST', '/api/guest/code/move', { reference, token: token.current });
    const isOver = !answer.ok && answer.refusal.code === 'link-refused';
    if (answer.ok || isOver) forgetFragmentToken();
    if (answer.ok) return window.location.replace(`/e/${reference}`);
    setBusy(false);
    setOver(isOver);
    setRefused(isOver ? t('refused') : refusalText(answer.refusal));
  };
  return (
    <div className={classes.letter}>
      <div className={classes.outside}>
        <IconDevices size={44} stroke={1.3} aria-hidden />
        <h1>{t('title')}</h1>
        <p>{t('text')}</p>
      </div>
      {refused && (
        <Alert role="alert" color="red" c="var(--mantine-color-text)">
          {refused}
        </Alert>
      )}
      {!over && (
        <Button size="lg" loading={busy} disabled={!alive} onClick={() => void move()}>
          {t('submit')}
        </Button>
      )}
      <ButtonLink variant="default" size="md" href={`/e/${reference}`}>
        {t('back')}
      </ButtonLink>
    </div>
  );
}
