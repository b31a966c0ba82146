'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { ButtonLink } from '@/app/_components/form/button-link';
import { callApi } from '@/app/_components/form/call-api';
import { forgetFragmentToken, takeFragmentToken } from '@/app/_components/form/fragment-token';
import type { PasswordLinkAnswer } from '@/lib/auth/wire';
import { Card } from '../_components/card';
import { NewPasswordForm } from './new-password-form';

type State =
  | { step: 'checking' }
  | { step: 'bad' }
  | { step: 'done' }
  | { step: 'choosing'; link: PasswordLinkAnswer };

/** Reads the token from the fragment, removes it from the address bar and the history, and asks what it is good for. */
export function ChoosePassword() {
  const t = useTranslations('auth.choose');
  const token = useRef('');
  const [state, setState] = useState<State>({ step: 'checking' });

  useEffect(() => {
    if (token.current !== '') return;
    // A mail program may have taken the full stop behind the link for a part of it.
    token.current = /^[\w-]+\.[\w-]+/.exec(takeFragmentToken())?.[0] ?? 'none';
    void callApi<PasswordLinkAnswer>('POST', '/api/password-reset/check', { token: token.current }).then(
      (answer) => setState(answer.ok ? { step: 'choosing', link: answer.data } : { step: 'bad' }),
    );
  }, []);
  const isOver = state.step === 'bad' || state.step === 'done';
  useEffect(() => {
    if (isOver) forgetFragmentToken();
  }, [isOver]);

  if (state.step === 'checking') return <Card title={t('title')} lead={t('checking')} />;
  if (state.step === 'bad') {
    return (
      <Card title={t('badTitle')} lead={t('badText')}>
        <ButtonLink href="/password/forgot">{t('again')}</ButtonLink>
      </Card>
    );
  }
  if (state.step === 'done') {
    return (
      <Card title={t('doneTitle')} lead={t('doneText')}>
        <ButtonLink href="/sign-in">{t('submit')}</ButtonLink>
      </Card>
    );
  }
  const { address, purpose } = state.link;
  return (
    <Card
      title={t('title')}
      lead={purpose === 'invitation' ? t('invitationLead', { address }) : t('resetLead', { address })}
    >
      <NewPasswordForm
        address={address}
        token={token.current}
        onSpent={() => setState({ step: 'bad' })}
        onDone={() => setState({ step: 'done' })}
      />
    </Card>
  );
}
