'use client';

import { Alert, Button, Progress } from '@mantine/core';
import { IconAlertCircle, IconMailOpened } from '@tabler/icons-react';
import dynamic from 'next/dynamic';
import { useLocale, useTranslations } from 'next-intl';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { afterFirstSight } from '@/app/_components/dialog/after-first-sight';
import { isPressed, noteOpened, opensAtOnce } from '@/lib/browser/open/opened-here';
import { closedReading, type ReadingState } from '@/lib/browser/open/reading-session';
import { formatBytes } from '@/lib/i18n/format-bytes';
import classes from '../reader.module.css';
import { Mistrusted } from './mistrusted';
import { type ReadingSide, useReadingSession } from './use-reading-session';
import { StepList } from './verification-panel';

// What shows a letter is more script than what stands on its outside: it comes when the page is used, at the latest with the press.
const loadView = () => import('./opened-envelope').then((module) => module.OpenedEnvelopeView);
const OpenedEnvelopeView = dynamic(loadView, { ssr: false });

/**
 * Opens one envelope: a button, then fetching and checking with its progress, then the envelope, or what failed.
 * `children` say what lies in the envelope before it is opened.
 */
export function Reader({
  side,
  mayAnswer,
  action,
  note,
  children,
}: {
  side: ReadingSide;
  /** Whether its reader can write letters. */
  mayAnswer: boolean;
  action: string;
  note: string;
  children: ReactNode;
}) {
  const t = useTranslations('open');
  const reading = useReadingSession(side);
  const state = reading?.state;
  useEffect(() => afterFirstSight(() => void loadView().catch(() => undefined)), []);
  const session = reading?.session;
  const open = useCallback(() => {
    void loadView().catch(() => undefined);
    session?.open();
  }, [session]);
  const letter = side.kind === 'received' ? side.reference : side.envelopeId;
  useEffect(() => {
    if (session && opensAtOnce(letter, mayAnswer)) open();
  }, [session, letter, mayAnswer, open]);
  // a press on the row is answered at once: nobody sees a button that needs no press
  const [isOnItsWay] = useState(() => mayAnswer && isPressed(letter));
  const isOpen = state?.phase === 'open';
  useEffect(() => {
    if (isOpen) noteOpened(letter);
  }, [isOpen, letter]);
  if (reading && state?.phase === 'open' && state.envelope) {
    return (
      <OpenedEnvelopeView
        side={side}
        session={reading.session}
        state={state}
        envelope={state.envelope}
        mayAnswer={mayAnswer}
      />
    );
  }
  if (state?.phase === 'mistrusted') {
    return <Mistrusted steps={state.steps} reference={letter} />;
  }
  return (
    <div className={classes.letter}>
      {children}
      {state?.phase === 'opening' || (isOnItsWay && (state ?? closedReading).phase === 'closed') ? (
        <Opening state={state ?? closedReading} />
      ) : (
        <>
          {state?.phase === 'refused' && <Refused state={state} />}
          {state?.phase === 'broken' && (
            <Alert color="red" c="var(--mantine-color-text)">
              {t('broken')}
            </Alert>
          )}
          <Button
            size="lg"
            fullWidth
            leftSection={<IconMailOpened size={22} aria-hidden />}
            disabled={!reading || state?.phase === 'broken'}
            onClick={open}
          >
            {state?.phase === 'refused' ? t('refused.retry') : action}
          </Button>
          <p className={classes.small}>{note}</p>
        </>
      )}
    </div>
  );
}

function Refused({ state }: { state: ReadingState }) {
  const t = useTranslations('open.refused');
  return (
    <Alert
      color="red"
      title={t('title')}
      icon={<IconAlertCircle aria-hidden />}
      c="var(--mantine-color-text)"
    >
      {state.refusal?.code === 'format-newer' ? t('newer') : state.refusal?.sentence || t('network')}
    </Alert>
  );
}

function Opening({ state }: { state: ReadingState }) {
  const t = useTranslations('open.opening');
  const tc = useTranslations('open.checks');
  const locale = useLocale();
  const { progress, waiting, steps } = state;
  const percent = progress && progress.bytesTotal > 0 ? (progress.bytesDone / progress.bytesTotal) * 100 : 0;
  const words = { network: 'waitingNetwork', server: 'waitingServer', 'sign-in': 'waitingSignIn' } as const;
  return (
    <div className={classes.openingState}>
      <p role="status">{t(steps.length > 0 ? 'checking' : 'asking')}</p>
      <Progress transitionDuration={0} value={percent} size="lg" aria-label={t('checking')} />
      {progress && (
        <p className={classes.small}>
          {t('progress', {
            done: formatBytes(progress.bytesDone, locale),
            total: formatBytes(progress.bytesTotal, locale),
          })}
        </p>
      )}
      {waiting && (
        <Alert color="yellow" c="var(--mantine-color-text)">
          {t(words[waiting])}
        </Alert>
      )}
      {waiting === 'sign-in' && <Button onClick={() => window.location.reload()}>{t('reload')}</Button>}
      <p className={classes.small}>{t('nothingShown')}</p>
      {steps.length > 0 && (
        <details>
          <summary>{tc('details')}</summary>
          <StepList steps={steps} />
        </details>
      )}
    </div>
  );
}
