'use client';

import { Alert, Button, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { ButtonLink } from '@/app/_components/form/button-link';
import { callApi } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { RefusedForm } from '@/lib/http/refused-in-query';
import { cleanTyped } from '@/lib/typed-text';
import { Card } from '../../_components/card';
import classes from '../../_components/card.module.css';

/** Asks for the link; what it says afterwards is the same whether or not there is an account. */
export function ForgotPassword({ sent, former }: { sent: boolean; former: RefusedForm | null }) {
  const t = useTranslations('auth.forgot');
  const ts = useTranslations('auth.signIn');
  const refusalText = useRefusalText();
  const [state, setState] = useState<'asking' | 'busy' | 'sent'>(sent ? 'sent' : 'asking');
  const [refused, setRefused] = useState<string | null>(former?.sentence ?? null);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const address = cleanTyped(String(new FormData(event.currentTarget).get('email') ?? ''));
    setState('busy');
    const answer = await callApi('POST', '/api/password-reset', { address });
    setRefused(answer.ok ? null : refusalText(answer.refusal));
    setState(answer.ok ? 'sent' : 'asking');
  };

  if (state === 'sent') {
    return (
      <div role="status">
        <Card title={t('sentTitle')} lead={t('sentText')}>
          <ButtonLink href="/sign-in" variant="default">
            {t('back')}
          </ButtonLink>
        </Card>
      </div>
    );
  }
  return (
    <Card title={t('title')} lead={t('lead')}>
      <Form action="/password/forgot/form" className={classes.form} onSubmit={(event) => void submit(event)}>
        <div role="alert">
          {refused && (
            <Alert role="group" color="red" c="var(--mantine-color-text)">
              {refused}
            </Alert>
          )}
        </div>
        <TextInput name="email" type="email" label={ts('email')} autoComplete="username" required autoFocus />
        <Button type="submit" size="md" loading={state === 'busy'}>
          {t('submit')}
        </Button>
        <ButtonLink href="/sign-in" variant="subtle">
          {t('back')}
        </ButtonLink>
      </Form>
    </Card>
  );
}
