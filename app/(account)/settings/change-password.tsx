'use client';

import { Button, Stack } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { callApi } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import { PasswordField } from '@/app/_components/form/password-field';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';

const passwordCharactersMin = 12;

/** The current password, and a new one. */
export function ChangePassword({ email }: { email: string }) {
  const t = useTranslations('settings.password');
  const ta = useTranslations('auth.choose');
  const refusalText = useRefusalText();
  const [message, setMessage] = useState<FlashMessage>(null);
  const [short, setShort] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const newPassword = String(data.get('new') ?? '');
    const missing = passwordCharactersMin - [...newPassword].length;
    setShort(missing > 0 ? ta('short', { missing }) : null);
    if (missing > 0) return;
    setBusy(true);
    const answer = await callApi('POST', '/api/me/password', {
      currentPassword: String(data.get('current') ?? ''),
      newPassword,
    });
    setBusy(false);
    const isWrong = !answer.ok && answer.refusal.code === 'sign-in-refused';
    setWrong(isWrong);
    if (isWrong) return setMessage(null);
    setMessage(
      answer.ok
        ? { tone: 'done', text: t('changed') }
        : { tone: 'refused', text: refusalText(answer.refusal) },
    );
    if (answer.ok) form.reset();
  };

  return (
    <Form onSubmit={(event) => void submit(event)} noValidate>
      <Flash message={message} onClose={() => setMessage(null)} />
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Stack maw={380}>
        <PasswordField
          name="current"
          label={t('current')}
          autoComplete="current-password"
          error={wrong && t('wrong')}
        />
        <PasswordField
          name="new"
          label={t('new')}
          description={ta('rule')}
          autoComplete="new-password"
          error={short}
        />
        <Button type="submit" loading={busy} style={{ alignSelf: 'start' }}>
          {t('submit')}
        </Button>
      </Stack>
    </Form>
  );
}
