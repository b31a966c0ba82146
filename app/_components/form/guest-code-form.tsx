'use client';

import { Alert, Button, TextInput } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import type { GuestCodeAnswer } from '@/lib/auth/wire';
import { callApi } from './call-api';
import { Form } from './form';
import classes from './guest-code-form.module.css';
import { signInWithCode } from './sign-in-calls';
import { useCountdown } from './use-countdown';
import { useRefusalText } from './use-refusal-text';

/**
 * Proves a guest's address: sends a code to the address behind `reference`, takes it, signs in, then calls
 * `onSignedIn`. Needs the namespace `auth` around it.
 */
export function GuestCodeForm({ reference, onSignedIn }: { reference: string; onSignedIn: () => void }) {
  const t = useTranslations('auth.code');
  const refusalText = useRefusalText();
  const resend = useCountdown();
  const [sent, setSent] = useState<GuestCodeAnswer | null>(null);
  const [busy, setBusy] = useState<'sending' | 'checking' | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const [code, setCode] = useState('');

  const send = async () => {
    setBusy('sending');
    const answer = await callApi<GuestCodeAnswer>('POST', '/api/guest/code', { reference });
    setBusy(null);
    setRefused(answer.ok ? null : refusalText(answer.refusal));
    if (answer.ok) setSent(answer.data);
    setCode('');
    const wait = answer.ok ? answer.data.resendAfterSeconds : answer.refusal.values.seconds;
    if (typeof wait === 'number') resend.start(wait);
  };

  const check = async (digits: string) => {
    if (sent === null || busy !== null) return;
    if (digits.length !== sent.digits) return setRefused(t('short', { digits: sent.digits }));
    setBusy('checking');
    const answer = await signInWithCode(reference, digits);
    if (answer.ok) return onSignedIn();
    setBusy(null);
    const left = answer.refusal.values.triesLeft;
    setRefused(
      [refusalText(answer.refusal), typeof left === 'number' ? t('tries', { left }) : ''].join(' ').trim(),
    );
    setCode('');
  };

  const typed = (value: string) => {
    const digits = value.replace(/\D/g, '').slice(0, sent?.digits ?? 8);
    setCode(digits);
    setRefused(null);
    // A pasted or fully typed code needs no further press.
    if (digits.length === sent?.digits) void check(digits);
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void (sent === null ? send() : check(code));
  };

  return (
    <Form className={classes.form} onSubmit={submit} noValidate>
      <p className={classes.text}>{sent === null ? t('intro') : <span role="status">{t('sent')}</span>}</p>
      <div role="alert">
        {refused && (
          <Alert role="group" color="red" c="var(--mantine-color-text)">
            {refused}
          </Alert>
        )}
      </div>
      {sent === null ? (
        <Button
          type="submit"
          size="md"
          loading={busy === 'sending'}
          disabled={resend.left > 0}
          leftSection={<IconMailForward size={20} aria-hidden />}
        >
          {resend.left > 0 ? t('resendIn', { seconds: resend.left }) : t('send')}
        </Button>
      ) : (
        <>
          <TextInput
            label={t('label')}
            description={t('hint', { digits: sent.digits, minutes: Math.round(sent.expiresInSeconds / 60) })}
            value={code}
            onChange={(event) => typed(event.currentTarget.value)}
            inputMode="numeric"
            autoComplete="one-time-code"
            size="lg"
            classNames={{ input: classes.code ?? '' }}
            autoFocus
          />
          <Button type="submit" size="md" loading={busy === 'checking'}>
            {t('submit')}
          </Button>
          <Button
            variant="subtle"
            onClick={() => void send()}
            loading={busy === 'sending'}
            disabled={resend.left > 0}
          >
            {resend.left > 0 ? t('resendIn', { seconds: resend.left }) : t('resend')}
          </Button>
          <details className={classes.help}>
            <summary>{t('noCode')}</summary>
            <p>{t('noCodeText')}</p>
          </details>
        </>
      )}
    </Form>
  );
}
