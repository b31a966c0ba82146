'use client';

import { Alert, Button, TextInput } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { ButtonLink } from '@/app/_components/form/button-link';
import { callApi } from '@/app/_components/form/call-api';
import { Form } from '@/app/_components/form/form';
import { GuestCodeForm } from '@/app/_components/form/guest-code-form';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import type { GuestCodeAnswer } from '@/lib/auth/answers';
import { cleanTyped } from '@/lib/typed-text';
import classes from '../../_components/card.module.css';

type Asked = { address: string; code: GuestCodeAnswer };

/** An address, then the code that was mailed to it. What is shown never says whether it has received anything. */
export function LetterSignIn({ former }: { former: (GuestCodeAnswer & { address: string }) | null }) {
  const t = useTranslations('auth.letter');
  const refusalText = useRefusalText();
  const [asked, setAsked] = useState<Asked | null>(former && { address: former.address, code: former });
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const address = cleanTyped(String(new FormData(event.currentTarget).get('address') ?? ''));
    setBusy(true);
    const answer = await callApi<GuestCodeAnswer>('POST', '/api/guest/code', { address });
    setBusy(false);
    setRefused(answer.ok ? null : refusalText(answer.refusal));
    if (answer.ok) setAsked({ address, code: answer.data });
  };
  if (asked !== null) {
    return (
      <div className={classes.form}>
        <p>{t('forAddress', { address: asked.address })}</p>
        <GuestCodeForm
          place={{ address: asked.address }}
          former={{ asked: asked.code, refused: null }}
          onSignedIn={() => window.location.assign('/inbox')}
        />
        <Button variant="subtle" onClick={() => setAsked(null)}>
          {t('other')}
        </Button>
      </div>
    );
  }
  return (
    <Form className={classes.form} onSubmit={(event) => void ask(event)}>
      <div role="alert">
        {refused && (
          <Alert role="group" color="red" c="var(--mantine-color-text)">
            {refused}
          </Alert>
        )}
      </div>
      <TextInput
        name="address"
        type="text"
        inputMode="email"
        label={t('email')}
        autoComplete="email"
        required
        withAsterisk={false}
      />
      <Button type="submit" size="md" loading={busy}>
        {t('submit')}
      </Button>
      <ButtonLink href="/sign-in" variant="subtle">
        {t('back')}
      </ButtonLink>
    </Form>
  );
}
