'use client';

import { Alert, Button, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { browserSession } from '@/lib/browser/session/browser-session';
import type { Watched } from '@/lib/browser/session/session-watch';
import { Form } from '../form/form';
import { GuestCodeForm } from '../form/guest-code-form';
import { PasswordField } from '../form/password-field';
import { signInWithPassword } from '../form/sign-in-calls';
import { useRefusalText } from '../form/use-refusal-text';
import classes from './lock-screen.module.css';

/** How the person of a page proves herself again: the way she signed in. */
export type Proof = { kind: 'password' | 'code'; address: string };

/** Stands where the page stood: who it belongs to, and how that person goes on. Another person goes to the sign-in. */
export function LockScreen({ proof, why }: { proof: Proof; why: Watched['why'] }) {
  const t = useTranslations('common.lock');
  const goOn = () => void browserSession.check();
  return (
    <main className={classes.screen} id="content" tabIndex={-1} data-locked={why}>
      <div className={classes.card}>
        <IconLock size={40} stroke={1.4} aria-hidden />
        <h1>{t(`title.${why}`)}</h1>
        <Text role="status">{t(`text.${why}`)}</Text>
        <p className={classes.person}>{proof.address}</p>
        {why !== 'unanswered' &&
          (proof.kind === 'password' ? (
            <PasswordAgain address={proof.address} onSignedIn={goOn} />
          ) : (
            <GuestCodeForm place={{ address: proof.address }} former={nothingAsked} onSignedIn={goOn} />
          ))}
        {why !== 'unanswered' && (
          <Button variant="subtle" onClick={() => browserSession.signOut('/sign-in')}>
            {t('other')}
          </Button>
        )}
      </div>
    </main>
  );
}

const nothingAsked = { asked: null, refused: null };

function PasswordAgain({ address, onSignedIn }: { address: string; onSignedIn: () => void }) {
  const t = useTranslations('common.lock');
  const refusalText = useRefusalText();
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get('password') ?? '');
    if (password === '') return;
    setBusy(true);
    const answer = await signInWithPassword(address, password);
    setBusy(false);
    setRefused(answer.ok ? null : refusalText(answer.refusal));
    if (answer.ok) onSignedIn();
  };
  return (
    <Form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
      <div role="alert">
        {refused && (
          <Alert role="group" color="red" c="var(--mantine-color-text)">
            {refused}
          </Alert>
        )}
      </div>
      <input type="hidden" name="username" autoComplete="username" value={address} readOnly />
      <PasswordField name="password" label={t('password')} autoComplete="current-password" autoFocus />
      <Button type="submit" size="md" loading={busy}>
        {t('submit')}
      </Button>
    </Form>
  );
}
