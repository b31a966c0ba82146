'use client';

import { Alert, Button, Loader } from '@mantine/core';
import { IconFileOff, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/app/_components/form/button-link';
import { EmptyState } from '@/app/_components/show/empty-state';
import type { ComposeSettings } from '@/lib/envelope/wire';
import classes from '../compose.module.css';
import { ComposeForm } from './compose-form';
import { SignInAgain } from './session-dialogs';
import { useComposeSession } from './use-compose-session';

/** One draft: being opened, being written, or not there any more. */
export function ComposePage({ settings }: { settings: ComposeSettings }) {
  const t = useTranslations('compose');
  const composing = useComposeSession(settings.identities, {
    fromAddress: settings.identities[0]?.address ?? '',
    to: [],
    cc: [],
    bcc: [],
    title: '',
    html: '',
    expiresInDays: 90,
  });
  if (!composing || composing.state.phase === 'opening') {
    return (
      <div className={classes.opening} role="status">
        <Loader size="sm" aria-hidden /> {t('loading')}
      </div>
    );
  }
  const { session, state } = composing;
  const signIn = (
    <SignInAgain opened={state.signInNeeded} email={settings.email} onSignedIn={() => session.signedIn()} />
  );
  if (state.phase === 'gone') {
    return (
      <EmptyState
        level={1}
        icon={<IconFileOff size={48} stroke={1.4} aria-hidden />}
        title={t('gone.title')}
        text={t('gone.text')}
        action={<ButtonLink href="/sent">{t('gone.sent')}</ButtonLink>}
      />
    );
  }
  if (state.phase === 'unreachable') {
    return (
      <>
        {signIn}
        <EmptyState
          level={1}
          icon={<IconPlugConnectedX size={48} stroke={1.4} aria-hidden />}
          title={t('unreachable.title')}
          text={t('unreachable.text')}
          action={<Button onClick={() => void session.open()}>{t('unreachable.retry')}</Button>}
        />
      </>
    );
  }
  return (
    <>
      {signIn}
      {state.broken && (
        <Alert color="red" mb="md">
          <p>{t('broken')}</p>
          <Button onClick={() => window.location.reload()}>{t('reload')}</Button>
        </Alert>
      )}
      <ComposeForm key={state.envelopeId} session={session} state={state} settings={settings} />
    </>
  );
}
