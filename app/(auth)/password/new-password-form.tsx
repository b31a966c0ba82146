'use client';

import { Alert, Button } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { callApi } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import { PasswordField } from '@/app/_components/form/password-field';
import { signInWithPassword } from '@/app/_components/form/sign-in-calls';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import classes from '../_components/card.module.css';

const passwordCharactersMin = 12;

/** Two entries of a new password; saves it, then signs in with it. The address stands in the form for password managers. */
export function NewPasswordForm(props: {
  address: string;
  token: string;
  onSpent: () => void;
  onDone: () => void;
}) {
  const t = useTranslations('auth.choose');
  const refusalText = useRefusalText();
  const [wrong, setWrong] = useState<{ field: 'password' | 'repeat' | 'form'; text: string } | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const newPassword = String(form.get('password') ?? '');
    const missing = passwordCharactersMin - [...newPassword].length;
    if (missing > 0) return setWrong({ field: 'password', text: t('short', { missing }) });
    if (newPassword !== form.get('repeat')) return setWrong({ field: 'repeat', text: t('different') });
    setBusy(true);
    const answer = await callApi('POST', '/api/password-reset/confirm', { token: props.token, newPassword });
    if (!answer.ok) {
      setBusy(false);
      if (answer.refusal.code === 'expired' || answer.refusal.code === 'not-found') return props.onSpent();
      return setWrong({ field: 'form', text: refusalText(answer.refusal) });
    }
    const signedIn = await signInWithPassword(props.address, newPassword);
    if (signedIn.ok) return window.location.assign('/');
    props.onDone();
  };

  return (
    <Form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      <div role="alert">
        {wrong?.field === 'form' && (
          <Alert role="group" color="red" c="var(--mantine-color-text)">
            {wrong.text}
          </Alert>
        )}
      </div>
      <input type="hidden" name="username" autoComplete="username" value={props.address} readOnly />
      <PasswordField
        name="password"
        label={t('password')}
        description={t('rule')}
        autoComplete="new-password"
        error={wrong?.field === 'password' ? wrong.text : undefined}
        autoFocus
      />
      <PasswordField
        name="repeat"
        label={t('repeat')}
        autoComplete="new-password"
        error={wrong?.field === 'repeat' ? wrong.text : undefined}
      />
      <Button type="submit" size="md" loading={busy}>
        {t('submit')}
      </Button>
    </Form>
  );
}
