'use client';

import { Button, Group, Skeleton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { focusMain } from '@/app/_components/dialog/focus-main';
import { callApi } from '@/app/_components/form/call-api';
import { useApi } from '@/app/_components/form/use-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { Moment } from '@/app/_components/show/moment';
import type { SessionItem, SessionsAnswer } from '@/lib/auth/wire';
import { browserSession } from '@/lib/browser/session/browser-session';
import { browserOf } from './browser-of';
import classes from './open-sessions.module.css';

/** The browsers signed in to this account, each with a way to end it. */
export function OpenSessions() {
  const t = useTranslations('settings.sessions');
  const refusalText = useRefusalText();
  const { data, refusal, reload } = useApi<SessionsAnswer>('/api/sessions');
  const [message, setMessage] = useState<FlashMessage>(null);

  const end = async (path: string) => {
    const answer = await callApi('DELETE', path);
    // With this browser's own session ended there is nothing left to show here.
    if (answer.ok && path === '/api/sessions') return browserSession.signOut('/sign-in');
    setMessage(
      answer.ok ? { tone: 'done', text: t('ended') } : { tone: 'refused', text: refusalText(answer.refusal) },
    );
    if (answer.ok) focusMain();
    reload();
  };

  if (data === null)
    return refusal ? <p role="alert">{refusalText(refusal)}</p> : <Skeleton h={120} aria-busy />;
  return (
    <>
      <Flash message={message} onClose={() => setMessage(null)} />
      <ul className={classes.list}>
        {data.sessions.map((session) => (
          <SessionLine
            key={session.id}
            session={session}
            onEnd={() => void end(`/api/sessions/${session.id}`)}
          />
        ))}
      </ul>
      <Group mt="md">
        {data.sessions.length > 1 && (
          <Button variant="default" onClick={() => void end('/api/sessions?except=current')}>
            {t('endOthers')}
          </Button>
        )}
        <Button variant="default" c="var(--pli-bad)" onClick={() => void end('/api/sessions')}>
          {t('endAll')}
        </Button>
      </Group>
    </>
  );
}

function SessionLine({ session, onEnd }: { session: SessionItem; onEnd: () => void }) {
  const t = useTranslations('settings.sessions');
  const known = browserOf(session.clientAgent ?? '');
  const name = known === null ? t('unknownAgent') : t('browserOn', known);
  return (
    <li>
      <div>
        <strong>{name}</strong> {session.current && <span className={classes.current}>{t('current')}</span>}
        <div className={classes.facts}>
          {session.clientAddress} ·{' '}
          {t.rich('since', { when: () => <Moment value={session.createdAt} exact /> })} ·{' '}
          {t.rich('seen', { when: () => <Moment value={session.lastSeenAt} /> })}
        </div>
      </div>
      {!session.current && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={onEnd}
          aria-label={t('endLabel', { browser: name })}
        >
          {t('end')}
        </Button>
      )}
    </li>
  );
}
