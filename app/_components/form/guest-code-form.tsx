'use client';

import { Alert, Button, TextInput } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import type { GuestCodeAnswer } from '@/lib/auth/answers';
import { cleanCode, unseenInside } from '@/lib/typed-text';
import { callApi, type Refusal } from './call-api';
import { Form } from './form';
import classes from './guest-code-form.module.css';
import { type GuestPlace, signInWithCode } from './sign-in-calls';
import { useCountdown } from './use-countdown';
import { useRefusalText } from './use-refusal-text';

/** What the server knows of the code this browser asked for before the page was made. */
export type FormerCode = { asked: GuestCodeAnswer | null; refused: string | null };

/**
 * Proves a guest's address: sends a code to the address of a letter, or to one that was typed, takes it, signs in, then calls
 * `onSignedIn`. A page that was reloaded goes on where it stood. Needs the namespace `auth` around it.
 */
export function GuestCodeForm(props: {
  place: GuestPlace;
  former: FormerCode;
  /** Where the form posts to when no script runs. */
  action?: string;
  onSignedIn: () => void;
}) {
  const { place, former } = props;
  const t = useTranslations('auth.code');
  const words = useCodeWords();
  const resend = useCountdown(former.asked?.resendAfterSeconds ?? 0);
  const [sent, setSent] = useState<GuestCodeAnswer | null>(former.asked);
  const life = useCountdown(former.asked?.expiresInSeconds ?? 0);
  const [left, setLeft] = useState(former.asked?.triesLeft ?? 5);
  const [busy, setBusy] = useState<'sending' | 'checking' | null>(null);
  const [refused, setRefused] = useState<string | null>(former.refused);
  const [code, setCode] = useState('');

  const send = async () => {
    setBusy('sending');
    const answer = await callApi<GuestCodeAnswer>('POST', '/api/guest/code', place);
    setBusy(null);
    setRefused(answer.ok ? null : words.notSent(answer.refusal, sent !== null));
    if (answer.ok) {
      setSent(answer.data);
      setLeft(answer.data.triesLeft);
      life.start(answer.data.expiresInSeconds);
    }
    setCode('');
    const wait = answer.ok ? answer.data.resendAfterSeconds : answer.refusal.values.seconds;
    if (typeof wait === 'number') resend.start(wait);
  };

  const check = async (digits: string) => {
    if (sent === null || busy !== null) return;
    if (digits.length !== sent.digits) return setRefused(t('short', { digits: sent.digits }));
    setBusy('checking');
    const answer = await signInWithCode(place, digits);
    if (answer.ok) return props.onSignedIn();
    setBusy(null);
    const { triesLeft } = answer.refusal.values;
    if (typeof triesLeft === 'number') setLeft(triesLeft);
    setRefused(words.notTaken(answer.refusal));
    setCode('');
  };

  const typed = (value: string) => {
    const cleaned = cleanCode(value);
    const hidden = unseenInside(cleaned);
    if (hidden !== null) return setRefused(words.hidden(hidden));
    const digits = cleaned.replace(/\D/g, '').slice(0, sent?.digits ?? 8);
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
    <Form
      {...(props.action === undefined ? {} : { action: props.action })}
      className={classes.form}
      onSubmit={submit}
      noValidate
    >
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
            name="code"
            label={t('label')}
            description={
              life.left > 0
                ? t('hint', { digits: sent.digits, minutes: Math.ceil(life.left / 60) })
                : t('over')
            }
            value={code}
            onChange={(event) => typed(event.currentTarget.value)}
            inputMode="numeric"
            autoComplete="one-time-code"
            size="lg"
            classNames={{ input: classes.code ?? '' }}
            autoFocus
          />
          {left < 5 && <p className={classes.text}>{t('tries', { left })}</p>}
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

/** The sentences for what can go wrong on the way. */
function useCodeWords() {
  const t = useTranslations('auth.code');
  const te = useTranslations('errors');
  const refusalText = useRefusalText();
  return {
    notSent: (refusal: Refusal, hasCode: boolean) =>
      hasCode && refusal.code === 'too-many-requests' && typeof refusal.values.seconds === 'number'
        ? t('stillWorks', { seconds: refusal.values.seconds })
        : refusalText(refusal),
    notTaken: (refusal: Refusal) => refusalText(refusal),
    hidden: (found: { character: string; kind: string }) => te('unseen-character', found),
  };
}
