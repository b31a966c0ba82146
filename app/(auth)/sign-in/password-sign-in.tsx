'use client';

import { Alert, Anchor, Button, TextInput } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type FormEvent, useRef, useState } from 'react';
import { Form } from '@/app/_components/form/form';
import { PasswordField } from '@/app/_components/form/password-field';
import { signInWithPassword } from '@/app/_components/form/sign-in-calls';
import { useCountdown } from '@/app/_components/form/use-countdown';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { RefusedForm } from '@/lib/http/refused-in-query';
import { cleanTyped } from '@/lib/typed-text';
import classes from '../_components/card.module.css';

/** E-mail and password. After a refusal the words say what to do, and the button waits as long as the server asks. */
export function PasswordSignIn({ goOn, former }: { goOn: string; former: RefusedForm | null }) {
  const t = useTranslations('auth.signIn');
  const refusalText = useRefusalText();
  const countdown = useCountdown(former?.seconds ?? 0);
  const [refused, setRefused] = useState<string | null>(former?.sentence ?? null);
  const [busy, setBusy] = useState(false);
  const passwordInput = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = cleanTyped(String(form.get('email') ?? ''));
    const password = String(form.get('password') ?? '');
    if (email === '' || password === '') return setRefused(t('missing'));
    setBusy(true);
    const answer = await signInWithPassword(email, password);
    if (answer.ok) return window.location.assign(goOn);
    setBusy(false);
    setRefused(refusalText(answer.refusal));
    if (typeof answer.refusal.values.seconds === 'number') countdown.start(answer.refusal.values.seconds);
    passwordInput.current?.select();
  };

  return (
    <Form
      action={`/sign-in/form?next=${encodeURIComponent(goOn)}`}
      className={classes.form}
      onSubmit={(event) => void submit(event)}
      noValidate
    >
      <div role="alert">
        {refused && (
          <Alert
            role="group"
            color="red"
            icon={<IconAlertCircle aria-hidden />}
            c="var(--mantine-color-text)"
          >
            {refused}
          </Alert>
        )}
      </div>
      <TextInput
        name="email"
        type="email"
        label={t('email')}
        autoComplete="username"
        autoCapitalize="none"
        autoFocus
      />
      <PasswordField
        name="password"
        label={t('password')}
        autoComplete="current-password"
        ref={passwordInput}
      />
      <Button type="submit" size="md" loading={busy} disabled={countdown.left > 0}>
        {t('submit')}
      </Button>
      {countdown.left > 0 && (
        <p role="timer" style={{ margin: 0, textAlign: 'center' }}>
          {countdown.left < 120
            ? t('wait', { seconds: countdown.left })
            : t('waitMinutes', { minutes: Math.ceil(countdown.left / 60) })}
        </p>
      )}
      <Anchor component={Link} prefetch={false} href="/password/forgot" ta="center" size="sm" py={4}>
        {t('forgot')}
      </Anchor>
    </Form>
  );
}
