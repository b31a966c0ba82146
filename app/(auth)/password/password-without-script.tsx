'use client';

import { Alert, Button, PasswordInput, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Form } from '@/app/_components/form/form';
import classes from '../_components/card.module.css';

/** Chooses a password where no script runs: nothing but a form, which posts. */
export function PasswordWithoutScript({ refused }: { refused: string | null }) {
  const t = useTranslations('auth.choose');
  return (
    <Form action="/password/form" className={classes.form}>
      <p>{t('noScript')}</p>
      {refused && (
        <Alert role="alert" color="red" c="var(--mantine-color-text)">
          {refused}
        </Alert>
      )}
      <TextInput name="link" label={t('link')} autoComplete="off" required />
      <PasswordInput
        name="password"
        label={t('password')}
        description={t('rule')}
        autoComplete="new-password"
        required
      />
      <PasswordInput name="repeat" label={t('repeat')} autoComplete="new-password" required />
      <Button type="submit" size="md">
        {t('submit')}
      </Button>
    </Form>
  );
}
