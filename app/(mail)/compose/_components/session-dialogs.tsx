'use client';

import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { Dialog } from '@/app/_components/dialog/dialog';
import { Form } from '@/app/_components/form/form';
import { PasswordField } from '@/app/_components/form/password-field';
import { signInWithPassword } from '@/app/_components/form/sign-in-calls';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';

/** The session has ended while writing: the password is asked for in place, and everything goes on. */
export function SignInAgain({
  opened,
  email,
  onSignedIn,
}: {
  opened: boolean;
  email: string;
  onSignedIn: () => void;
}) {
  const t = useTranslations('compose.signIn');
  const refusalText = useRefusalText();
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get('password') ?? '');
    setBusy(true);
    const answer = await signInWithPassword(email, password);
    setBusy(false);
    setRefused(answer.ok ? null : refusalText(answer.refusal));
    if (answer.ok) onSignedIn();
  };
  return (
    <Dialog opened={opened} title={t('title')} onClose={null}>
      <Form onSubmit={(event) => void submit(event)}>
        <Stack>
          <Text size="sm">{t('text')}</Text>
          {refused && (
            <Alert color="red" c="var(--mantine-color-text)">
              {refused}
            </Alert>
          )}
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
          <Text fw={600}>{email}</Text>
          <PasswordField
            name="password"
            label={t('password')}
            autoComplete="current-password"
            data-autofocus
          />
          <Button type="submit" loading={busy}>
            {t('submit')}
          </Button>
        </Stack>
      </Form>
    </Dialog>
  );
}

/** A newer version was saved elsewhere: the person says which one stays. */
export function StaleDraft({
  opened,
  onKeep,
  onTake,
}: {
  opened: boolean;
  onKeep: () => void;
  onTake: () => void;
}) {
  const t = useTranslations('compose.stale');
  return (
    <Dialog opened={opened} title={t('title')} onClose={null}>
      <Text size="sm">{t('text')}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onTake}>
          {t('take')}
        </Button>
        <Button onClick={onKeep}>{t('keep')}</Button>
      </Group>
    </Dialog>
  );
}
